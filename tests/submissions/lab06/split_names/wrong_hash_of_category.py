# mistake: the seed goes through hash() of a string, whose salt is another one in each process: another process, another split
# fails: split_names.parts: a set (or on a hash): in another process it would be another
def split_names(names, share=0.2, seed=0):
    """Split each category's distinct names.

    names: dict of category → list of names, maybe with repeats
    returns: (train, held_out), two dicts of category → list of distinct names
    """
    train, held_out = {}, {}
    for category, group in names.items():
        items = sorted(set(group))
        random.Random(hash((seed, category))).shuffle(items)
        n = round(share * len(items))
        held_out[category], train[category] = items[:n], items[n:]
    return train, held_out

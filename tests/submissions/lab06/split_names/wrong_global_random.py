# mistake: seeds the global random generator, so after the call everybody's random numbers are set back
# fails: split_names.parts: Random numbers outside your function begin again: draw from
def split_names(names, share=0.2, seed=0):
    """Split each category's distinct names.

    names: dict of category → list of names, maybe with repeats
    returns: (train, held_out), two dicts of category → list of distinct names
    """
    random.seed(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        items = sorted(set(group))
        random.shuffle(items)
        n = round(share * len(items))
        held_out[category], train[category] = items[:n], items[n:]
    return train, held_out

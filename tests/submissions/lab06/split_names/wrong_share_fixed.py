# mistake: always one fifth: the argument share is never used
# fails: split_names.parts: the held-out part is not the share of the distinct names, in
def split_names(names, share=0.2, seed=0):
    """Split each category's distinct names.

    names: dict of category → list of names, maybe with repeats
    returns: (train, held_out), two dicts of category → list of distinct names
    """
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        items = sorted(set(group))
        dice.shuffle(items)
        n = len(items) // 5
        held_out[category], train[category] = items[:n], items[n:]
    return train, held_out

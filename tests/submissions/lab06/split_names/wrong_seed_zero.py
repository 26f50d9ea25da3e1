# mistake: seed 0 (the default!) counts as no seed: each call with it gives another split
# fails: split_names.parts: same seed (0) gave two different splits: use the seed that
def split_names(names, share=0.2, seed=0):
    """Split each category's distinct names.

    names: dict of category → list of names, maybe with repeats
    returns: (train, held_out), two dicts of category → list of distinct names
    """
    dice = random.Random(seed or None)
    train, held_out = {}, {}
    for category, group in names.items():
        items = sorted(set(group))
        dice.shuffle(items)
        n = round(share * len(items))
        held_out[category], train[category] = items[:n], items[n:]
    return train, held_out

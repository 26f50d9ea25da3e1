# mistake: only the start is random: the held-out names are neighbours in the alphabet, so whole initials are never trained
# fails: split_names.parts: are not chosen at random: over many seeds, neighbours in the
def split_names(names, share=0.2, seed=0):
    """Split each category's distinct names.

    names: dict of category → list of names, maybe with repeats
    returns: (train, held_out), two dicts of category → list of distinct names
    """
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        items = sorted(set(group))
        start = dice.randrange(max(1, len(items)))
        items = items[start:] + items[:start]
        n = round(share * len(items))
        held_out[category], train[category] = items[:n], items[n:]
    return train, held_out

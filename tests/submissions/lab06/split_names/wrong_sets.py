# mistake: sets for lists
# fails: split_names.parts: a list of names
def split_names(names, share=0.2, seed=0):
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(set(group))
        dice.shuffle(distinct)
        count = round(share * len(distinct))
        held_out[category], train[category] = set(distinct[:count]), set(distinct[count:])
    return train, held_out

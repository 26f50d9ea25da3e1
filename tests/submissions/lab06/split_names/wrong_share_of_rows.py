# mistake: the share of the rows, not of the distinct names
# fails: split_names.parts: in each category by itself
def split_names(names, share=0.2, seed=0):
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(set(group))
        dice.shuffle(distinct)
        count = min(round(share * len(group)), len(distinct) // 2)
        held_out[category], train[category] = distinct[:count], distinct[count:]
    return train, held_out

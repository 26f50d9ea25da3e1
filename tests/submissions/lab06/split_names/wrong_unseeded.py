# mistake: the seed is not used
# fails: split_names.parts: gave two different splits
def split_names(names, share=0.2, seed=0):
    dice = random.Random()
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(set(group))
        dice.shuffle(distinct)
        count = round(share * len(distinct))
        held_out[category], train[category] = distinct[:count], distinct[count:]
    return train, held_out

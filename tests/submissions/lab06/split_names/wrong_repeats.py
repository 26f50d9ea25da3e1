# mistake: repeats are not dropped
# fails: split_names.parts: same name is in both parts
def split_names(names, share=0.2, seed=0):
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(group)
        dice.shuffle(distinct)
        count = round(share * len(distinct))
        held_out[category], train[category] = distinct[:count], distinct[count:]
    return train, held_out

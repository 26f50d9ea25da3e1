# mistake: a random sample, but it stays in the training part
# fails: split_names.parts: same name is in both parts
def split_names(names, share=0.2, seed=0):
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(set(group))
        dice.shuffle(distinct)
        count = round(share * len(distinct))
        held_out[category], train[category] = distinct[:count], distinct
    return train, held_out

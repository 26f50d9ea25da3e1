# mistake: repeats stay in the training part
# fails: split_names.parts: still has repeats
def split_names(names, share=0.2, seed=0):
    dice = random.Random(seed)
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(set(group))
        dice.shuffle(distinct)
        count = round(share * len(distinct))
        held_out[category], train[category] = distinct[:count], [n for n in group if n not in distinct[:count]]
    return train, held_out

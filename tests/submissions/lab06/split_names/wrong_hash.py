# mistake: chosen by the hash of a name
# fails: split_names.parts: order of a set (or on a hash)
def split_names(names, share=0.2, seed=0):
    train, held_out = {}, {}
    for category, group in names.items():
        distinct = sorted(set(group), key=lambda name: hash((seed, name)))
        count = round(share * len(distinct))
        held_out[category], train[category] = distinct[:count], distinct[count:]
    return train, held_out

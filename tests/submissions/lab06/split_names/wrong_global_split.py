# mistake: one split over all names together
# fails: split_names.parts: in each category
def split_names(names, share=0.2, seed=0):
    rows = [(c, n) for c, group in names.items() for n in sorted(set(group))]
    count = round(share * len(rows))
    held = set(rows[-count:])
    train = {c: [n for k, n in rows if k == c and (k, n) not in held] for c in names}
    held_out = {c: [n for k, n in rows if k == c and (k, n) in held] for c in names}
    return train, held_out

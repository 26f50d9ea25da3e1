# style: random.sample, rounded up
def split_names(names: dict, share: float = 0.2, seed: int = 0) -> tuple:
    random.seed(seed)
    held_out = {c: random.sample(sorted(set(g)), math.ceil(share * len(set(g)))) for c, g in names.items()}
    train = {c: sorted(set(g) - set(held_out[c])) for c, g in names.items()}
    return train, held_out

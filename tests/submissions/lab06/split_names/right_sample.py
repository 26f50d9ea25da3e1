# style: random.sample with a generator of its own, rounded up
def split_names(names: dict, share: float = 0.2, seed: int = 0) -> tuple:
    dice = random.Random(seed)
    held_out = {c: dice.sample(sorted(set(g)), math.ceil(share * len(set(g)))) for c, g in names.items()}
    train = {c: sorted(set(g) - set(held_out[c])) for c, g in names.items()}
    return train, held_out

# style: a generator of torch, dict.fromkeys
def split_names(names, share=0.2, seed=0):
    generator = torch.Generator().manual_seed(seed)
    train, held_out = {}, {}
    for category in names:
        distinct = list(dict.fromkeys(names[category]))
        order = torch.randperm(len(distinct), generator=generator).tolist()
        cut = int(share * len(distinct))
        held_out[category] = [distinct[i] for i in order[:cut]]
        train[category] = [distinct[i] for i in order[cut:]]
    return train, held_out

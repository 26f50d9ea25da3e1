# style: a mean of a tensor
def ngram_coverage(train, held_out, n):
    known = {t[i : i + n] for t in train for i in range(len(t) - n + 1)}
    new = torch.tensor([t[i : i + n] not in known for t in held_out for i in range(len(t) - n + 1)])
    return len(known), new.double().mean().nan_to_num(0)

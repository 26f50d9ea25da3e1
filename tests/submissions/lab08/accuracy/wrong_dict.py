# mistake: a dict instead of a tensor
# fails: accuracy.per_tag: Expected a tensor but got dict
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    best = logits.argmax(-1)
    return {k: (best[tags == k] == k).float().mean().item() for k in range(logits.shape[-1])}

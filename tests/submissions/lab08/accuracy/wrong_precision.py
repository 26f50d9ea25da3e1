# mistake: divided by how often the tag was said
# fails: accuracy.per_tag: how often a tag was SAID
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    best = logits.argmax(-1)
    real = tags != IGNORE
    return torch.stack([((best == k) & (tags == k)).sum() / ((best == k) & real).sum() for k in range(logits.shape[-1])])

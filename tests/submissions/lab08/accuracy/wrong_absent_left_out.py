# mistake: absent tags are left out: the places slip
# fails: accuracy.per_tag: places of the others slip
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    best = logits.argmax(-1)
    present = [k for k in range(logits.shape[-1]) if (tags == k).any()]
    return torch.stack([(best[tags == k] == k).float().mean() for k in present])

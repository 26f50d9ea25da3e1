# style: both from one confusion matrix
def confusion(logits, tags):
    size = logits.shape[-1]
    real = tags != IGNORE
    pairs = tags[real] * size + logits.argmax(-1)[real]
    return torch.bincount(pairs, minlength=size * size).view(size, size)


def accuracy(logits, tags):
    table = confusion(logits, tags)
    return (table.trace() / table.sum()).item()


def accuracy_per_tag(logits, tags):
    table = confusion(logits, tags)
    return table.diagonal() / table.sum(dim=1)

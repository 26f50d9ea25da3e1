# mistake: the number of right words
# fails: accuracy.share: number of right words
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].sum().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    return right.bincount(minlength=n_tags) / tags[real].bincount(minlength=n_tags)

# mistake: divided by all places
# fails: accuracy.share: divide by all places
def accuracy(logits, tags):
    return (logits.argmax(-1) == tags).float().mean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    return right.bincount(minlength=n_tags) / tags[real].bincount(minlength=n_tags)

# mistake: a sentence counts only when all its words are right
# fails: accuracy.share: right from end to end
def accuracy(logits, tags):
    right = (logits.argmax(-1) == tags) | (tags == IGNORE)
    return right.all(dim=1).float().mean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    return right.bincount(minlength=n_tags) / tags[real].bincount(minlength=n_tags)

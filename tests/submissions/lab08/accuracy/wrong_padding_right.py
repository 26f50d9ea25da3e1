# mistake: padded places count as correct
# fails: accuracy.share: Padded places count as correct
def accuracy(logits, tags):
    best = torch.where(tags == IGNORE, IGNORE, logits.argmax(-1))
    return (best == tags).float().mean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    return right.bincount(minlength=n_tags) / tags[real].bincount(minlength=n_tags)

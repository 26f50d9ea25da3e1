# mistake: padded places count as words of tag 0
# fails: accuracy.per_tag: Padded places count as words of tag 0
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    n_tags = logits.shape[-1]
    real = tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)].bincount(minlength=n_tags)
    return right / tags.clamp(min=0).flatten().bincount(minlength=n_tags)

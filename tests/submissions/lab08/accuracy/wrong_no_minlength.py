# mistake: bincount without minlength: the last tags are lost
# fails: accuracy.per_tag: minlength
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    real = tags != IGNORE
    found = tags[real].bincount()
    return tags[real & (logits.argmax(-1) == tags)].bincount(minlength=len(found)) / found

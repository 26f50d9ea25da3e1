# mistake: the mean of the accuracies per tag
# fails: accuracy.share: mean over the tags
def accuracy(logits, tags):
    return accuracy_per_tag(logits, tags).nanmean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    return right.bincount(minlength=n_tags) / tags[real].bincount(minlength=n_tags)

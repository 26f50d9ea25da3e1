# mistake: the counts are not divided
# fails: accuracy.per_tag: These are counts
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    shares = tags[real & (logits.argmax(-1) == tags)].bincount(minlength=n_tags).float()
    shares[tags[real].bincount(minlength=n_tags) == 0] = torch.nan
    return shares

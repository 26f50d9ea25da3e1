# mistake: divided by all words
# fails: accuracy.per_tag: You divide by all words
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    shares = right.bincount(minlength=n_tags) / real.sum()
    shares[tags[real].bincount(minlength=n_tags) == 0] = torch.nan
    return shares

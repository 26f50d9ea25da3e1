# mistake: the mean of the sentences' accuracies
# fails: accuracy.share: mean of the sentences' accuracies
def accuracy(logits, tags):
    shares = []
    for row, wanted in zip(logits, tags):
        real = wanted != IGNORE
        shares.append((row.argmax(-1) == wanted)[real].float().mean())
    return torch.stack(shares).mean().item()


def accuracy_per_tag(logits, tags):
    n_tags, real = logits.shape[-1], tags != IGNORE
    right = tags[real & (logits.argmax(-1) == tags)]
    return right.bincount(minlength=n_tags) / tags[real].bincount(minlength=n_tags)

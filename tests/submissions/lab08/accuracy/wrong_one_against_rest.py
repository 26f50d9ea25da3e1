# mistake: 'not this tag' counts as right, too
# fails: accuracy.per_tag: all places that are 'not this tag'
def accuracy(logits, tags):
    real = tags != IGNORE
    return (logits.argmax(-1) == tags)[real].float().mean().item()


def accuracy_per_tag(logits, tags):
    best, real = logits.argmax(-1), tags != IGNORE
    shares = [((best == k) == (tags == k))[real].float().mean() for k in range(logits.shape[-1])]
    shares = torch.stack(shares)
    shares[[not bool((tags == k).any()) for k in range(logits.shape[-1])]] = torch.nan
    return shares

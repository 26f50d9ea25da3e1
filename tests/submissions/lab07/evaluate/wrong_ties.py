# mistake: an item counts as right when no score is higher than the one of its topic: a model whose scores are all equal gets 100%
# fails: evaluate.accuracy: equal (each item has one answer): the accuracy (the share of
@torch.no_grad()
def evaluate(model, batches):
    """Return the accuracy, from 0 to 1, over all items of all batches.

    batches: iterable of (padded, lengths, targets)
    """
    before, right, total = model.training, 0, 0
    model.eval()
    for padded, lengths, targets in batches:
        scores = model(padded, lengths)
        own = scores.gather(1, targets[:, None])
        right += (own >= scores).all(dim=1).sum().item()
        total += len(targets)
    model.train(before)
    return right / total

# mistake: switches gradients on at the end, also when they were off before the call
# fails: evaluate.accuracy: torch's gradient mode changed: use `with torch.no_grad():`.
def evaluate(model, batches):
    """Return the accuracy, from 0 to 1, over all items of all batches.

    batches: iterable of (padded, lengths, targets)
    """
    before, right, total = model.training, 0, 0
    model.eval()
    torch.set_grad_enabled(False)
    for padded, lengths, targets in batches:
        right += (model(padded, lengths).argmax(1) == targets).sum().item()
        total += len(targets)
    torch.set_grad_enabled(True)
    model.train(before)
    return right / total

# mistake: evaluated with dropout on
# fails: evaluate.accuracy: training mode, with its dropout
def evaluate(model, batches):
    was_training = model.training
    right = total = 0
    with torch.no_grad():
        for padded, lengths, targets in batches:
            right += (model(padded, lengths).argmax(dim=1) == targets).sum().item()
            total += len(targets)
    model.train(was_training)
    return right / total

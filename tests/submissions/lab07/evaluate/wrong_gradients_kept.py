# mistake: gradients kept
# fails: evaluate.accuracy: no_grad
def evaluate(model, batches):
    was_training = model.training
    model.eval()
    right = total = 0
    if True:
        for padded, lengths, targets in batches:
            right += (model(padded, lengths).argmax(dim=1) == targets).sum().item()
            total += len(targets)
    model.train(was_training)
    return right / total

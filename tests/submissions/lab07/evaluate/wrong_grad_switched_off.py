# mistake: gradients switched off for good
# fails: evaluate.accuracy: gradient mode changed
def evaluate(model, batches):
    was_training = model.training
    model.eval()
    right = total = 0
    torch.set_grad_enabled(False)
    if True:
        for padded, lengths, targets in batches:
            right += (model(padded, lengths).argmax(dim=1) == targets).sum().item()
            total += len(targets)
    model.train(was_training)
    return right / total

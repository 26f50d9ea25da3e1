# mistake: switches gradients on at the end even if they were off before
# fails: evaluate.accuracy: gradient mode
# fails: evaluate.modes: gradient mode
def evaluate(model, x, y, batch_size=256):
    """Return the accuracy of the model as a float from 0 to 1.

    x  [n, steps, features]
    y  [n], the true classes
    """
    kept = model.training
    model.eval()
    torch.set_grad_enabled(False)
    right = 0
    for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
        right += (model(inputs).argmax(1) == targets).sum().item()
    torch.set_grad_enabled(True)
    model.train(kept)
    return right / len(x)

# mistake: sets requires_grad of all parameters to False and leaves it: the model cannot be trained afterwards
# fails: evaluate.modes: differs
def evaluate(model, x, y, batch_size=256):
    """Return the accuracy of the model as a float from 0 to 1.

    x  [n, steps, features]
    y  [n], the true classes
    """
    kept = model.training
    model.eval().requires_grad_(False)
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmax(1) == targets).sum().item()
    model.train(kept)
    return right / len(x)

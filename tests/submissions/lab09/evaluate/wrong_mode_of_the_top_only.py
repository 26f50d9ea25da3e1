# mistake: sets model.training itself, which does not reach the submodules: dropout inside stays on
# fails: evaluate.modes: differs
def evaluate(model, x, y, batch_size=256):
    """Return the accuracy of the model as a float from 0 to 1.

    x  [n, steps, features]
    y  [n], the true classes
    """
    kept = model.training
    model.training = False
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmax(1) == targets).sum().item()
    model.training = kept
    return right / len(x)

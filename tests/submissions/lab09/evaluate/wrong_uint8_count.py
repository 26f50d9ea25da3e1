# mistake: the count of right answers is a uint8: it starts again at 0 after 255
# fails: evaluate.accuracy: differs
def evaluate(model, x, y, batch_size=256):
    """Return the accuracy of the model as a float from 0 to 1.

    x  [n, steps, features]
    y  [n], the true classes
    """
    kept = model.training
    model.eval()
    right = torch.zeros((), dtype=torch.uint8, device=x.device)
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmax(1) == targets).sum()
    model.train(kept)
    return right.item() / len(x)

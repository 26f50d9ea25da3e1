# mistake: compares exp(logits): large logits are all infinite, very low ones all 0, and then the first of them wins
# fails: evaluate.accuracy: differs
def evaluate(model, x, y, batch_size=256):
    """Return the accuracy of the model as a float from 0 to 1.

    x  [n, steps, features]
    y  [n], the true classes
    """
    kept = model.training
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            odds = model(inputs).exp()  # no need to divide by the sum
            right += (odds.argmax(1) == targets).sum().item()
    model.train(kept)
    return right / len(x)

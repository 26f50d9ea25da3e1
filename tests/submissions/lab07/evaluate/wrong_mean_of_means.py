# mistake: mean of the batches' accuracies
# fails: evaluate.accuracy: mean of the batches
def evaluate(model, batches):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        shares = [(model(x, n).argmax(1) == y).float().mean().item() for x, n, y in batches]
    model.train(was_training)
    return sum(shares) / len(shares)

# mistake: argmin
# fails: evaluate.accuracy: argmin
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmin(1) == targets).sum().item()
    model.train(was_training)
    return right / len(y)

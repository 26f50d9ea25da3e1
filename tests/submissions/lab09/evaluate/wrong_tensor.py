# mistake: a tensor returned
# fails: evaluate.accuracy: Expected a number
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmax(1) == targets).sum()
    model.train(was_training)
    return right / len(y)

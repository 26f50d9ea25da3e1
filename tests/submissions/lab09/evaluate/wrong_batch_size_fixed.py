# mistake: batches of 256, whatever is asked
# fails: evaluate.modes: at once
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(256), y.split(256)):
            right += (model(inputs).argmax(1) == targets).sum().item()
    model.train(was_training)
    return right / len(y)

# mistake: set_grad_enabled(False) left
# fails: evaluate.modes: stay switched off
# fails: evaluate.accuracy: gradient mode
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    right = 0
    torch.set_grad_enabled(False)
    for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
        right += (model(inputs).argmax(1) == targets).sum().item()
    model.train(was_training)
    return right / len(y)

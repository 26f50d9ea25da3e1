# mistake: eval forgotten
# fails: evaluate.modes: train mode
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    right = 0
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            right += (model(inputs).argmax(1) == targets).sum().item()
    return right / len(y)

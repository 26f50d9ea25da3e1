# mistake: return inside the loop
# fails: evaluate.accuracy: first batch only
# fails: evaluate.modes: The model saw
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
            accuracy = (model(inputs).argmax(1) == targets).float().mean().item()
            model.train(was_training)
            return accuracy

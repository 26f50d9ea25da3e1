# mistake: argmax over the batch
# fails: evaluate.accuracy: axis 1
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    said = []
    with torch.no_grad():
        for inputs in x.split(batch_size):
            said.append(model(inputs).argmax(0))
    model.train(was_training)
    said = torch.cat(said)[: len(y)]
    return (said == y[: len(said)]).sum().item() / len(y)

# style: Python lists compared
def evaluate(model, x, y, batch_size=256):
    before = model.training
    model.eval()
    said = []
    with torch.no_grad():
        for part in x.split(batch_size):
            said += model(part).argmax(1).tolist()
    model.train(before)
    return sum(a == b for a, b in zip(said, y.tolist())) / len(said)

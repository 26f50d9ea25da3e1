# mistake: whole batches only
# fails: evaluate.accuracy: last, smaller batch is missing
# fails: evaluate.modes: The model saw
def evaluate(model, x, y, batch_size=256):
    was_training = model.training
    model.eval()
    right = total = 0
    with torch.no_grad():
        for i in range(len(x) // batch_size):
            part = slice(i * batch_size, (i + 1) * batch_size)
            right += (model(x[part]).argmax(1) == y[part]).sum().item()
            total += batch_size
    model.train(was_training)
    return right / max(total, 1)

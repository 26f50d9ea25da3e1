# mistake: training mode whatever it was
# fails: evaluate.accuracy: put the old mode back
def evaluate(model, batches):
    was_training = model.training
    model.eval()
    right = total = 0
    with torch.no_grad():
        for padded, lengths, targets in batches:
            right += (model(padded, lengths).argmax(dim=1) == targets).sum().item()
            total += len(targets)
    model.train()
    return right / total

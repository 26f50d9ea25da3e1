# style: no_grad as a decorator, weighted means
@torch.no_grad()
def evaluate(model, x, y, batch_size=256):
    was = model.training
    model.eval()
    sums = 0.0
    for xb, yb in zip(torch.split(x, batch_size), torch.split(y, batch_size)):
        sums += (model(xb).softmax(1).argmax(1) == yb).float().mean().item() * len(yb)
    if was:
        model.train()
    return float(sums / y.numel())

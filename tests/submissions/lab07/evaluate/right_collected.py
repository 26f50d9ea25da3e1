# style: all answers collected, then one mean
@torch.no_grad()
def evaluate(model, batches):
    mode = model.training
    model.eval()
    try:
        hits = [model(padded, lengths).max(dim=1).indices.eq(targets) for padded, lengths, targets in batches]
    finally:
        model.train(mode)
    return torch.cat(hits).float().mean()

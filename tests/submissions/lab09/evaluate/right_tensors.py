# style: hits collected and joined
def evaluate(model, x, y, batch_size=256):
    mode = model.training
    model.eval()
    hits = []
    with torch.inference_mode():
        for start in range(0, len(x), batch_size):
            logits = model(x[start : start + batch_size])
            hits.append(logits.max(dim=-1).indices == y[start : start + batch_size])
    model.train(mode)
    return torch.cat(hits).double().mean().item()

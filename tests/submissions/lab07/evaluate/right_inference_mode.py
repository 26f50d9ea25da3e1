# style: inference mode, softmax, weighted means
def evaluate(model, batches):
    before = model.training
    model.train(False)
    hits, items = 0.0, 0
    with torch.inference_mode():
        for batch in batches:
            shares = model(batch[0], batch[1]).softmax(-1)
            share = (shares.argmax(-1) == batch[2]).double().mean().item()
            hits += share * batch[2].numel()
            items += batch[2].numel()
    if before:
        model.train()
    print(items, "items")
    return hits / items

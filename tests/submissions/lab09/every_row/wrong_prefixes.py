# mistake: the model on each prefix
# fails: every_row.one_pass: read the sequence once
def logits_by_step(model, x):
    return torch.stack([model(x[:, : t + 1]) for t in range(x.shape[1])], dim=1)

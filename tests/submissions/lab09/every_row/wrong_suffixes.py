# mistake: rows left out from the start
# fails: every_row.each_step: from the start
# fails: every_row.one_pass: read the sequence once
def logits_by_step(model, x):
    return torch.stack([model(x[:, t:]) for t in range(x.shape[1])], dim=1)

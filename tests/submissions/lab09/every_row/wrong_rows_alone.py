# mistake: each row read alone
# fails: every_row.each_step: read alone
# fails: every_row.one_pass: differ
def logits_by_step(model, x):
    return torch.stack([model(x[:, t : t + 1]) for t in range(x.shape[1])], dim=1)

# mistake: view for a transpose
# fails: every_row.each_step: mixed
# fails: every_row.one_pass: differ
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    logits = torch.stack([model.head(output[:, t]) for t in range(x.shape[1])])
    return logits.view(x.shape[0], x.shape[1], -1)

# mistake: the layer on each prefix
# fails: every_row.one_pass: read the sequence once
def logits_by_step(model, x):
    logits = []
    for t in range(1, x.size(1) + 1):
        output, _ = model.rnn(x[:, :t])
        logits.append(model.head(output[:, -1:]))
    return torch.cat(logits, dim=1)

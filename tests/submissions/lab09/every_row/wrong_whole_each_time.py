# mistake: the whole sequence for every step
# fails: every_row.one_pass: read the sequence once
def logits_by_step(model, x):
    logits = []
    for t in range(x.size(1)):
        logits.append(model.head(model.rnn(x)[0][:, t]))
    return torch.stack(logits, 1)

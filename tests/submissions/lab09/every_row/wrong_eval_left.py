# mistake: eval mode left on
# fails: every_row.one_pass: mode
def logits_by_step(model, x):
    model.eval()
    output, _ = model.rnn(x)
    logits = model.head(output)
    model.train()
    return logits

# mistake: the states detached
# fails: every_row.one_pass: No gradient
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    return model.head(output.detach())

# mistake: squeeze at the end
# fails: every_row.one_pass: lost its axis
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    return model.head(output).squeeze()

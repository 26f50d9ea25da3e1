# mistake: argmax
# fails: every_row.each_step: argmax
# fails: every_row.one_pass: dtype
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    return model.head(output).argmax(-1)

# mistake: h and c unpacked
# fails: every_row.one_pass: unpack
def logits_by_step(model, x):
    output, (h, c) = model.rnn(x)
    return model.head(output)

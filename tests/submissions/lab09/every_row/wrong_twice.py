# mistake: the layer called twice
# fails: every_row.one_pass: read the sequence once
def logits_by_step(model, x):
    output = model.rnn(x)[0]
    state = model.rnn(x)[1]
    return model.head(output)

# mistake: softmax
# fails: every_row.each_step: probabilities
# fails: every_row.one_pass: differ
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    return model.head(output).softmax(-1)

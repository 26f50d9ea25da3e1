# mistake: states without the head
# fails: every_row.each_step: the states
# fails: every_row.one_pass: n_classes
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    return output

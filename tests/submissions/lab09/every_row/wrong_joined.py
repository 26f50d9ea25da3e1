# mistake: batch and time joined
# fails: every_row.each_step: joined
# fails: every_row.one_pass: n_classes
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    return model.head(output.flatten(0, 1))

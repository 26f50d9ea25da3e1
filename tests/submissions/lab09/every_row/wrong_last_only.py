# mistake: the model's own answer
# fails: every_row.each_step: after the last step only
# fails: every_row.one_pass: n_classes
def logits_by_step(model, x):
    return model(x)

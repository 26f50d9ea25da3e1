# mistake: the last answer at each step
# fails: every_row.each_step: last answer stands at every step
# fails: every_row.one_pass: differ
def logits_by_step(model, x):
    logits = model(x)
    return logits.unsqueeze(1).expand(-1, x.shape[1], -1)

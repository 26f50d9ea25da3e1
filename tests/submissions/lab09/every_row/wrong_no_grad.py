# mistake: under no_grad
# fails: every_row.one_pass: No gradient
def logits_by_step(model, x):
    with torch.no_grad():
        output, _ = model.rnn(x)
        return model.head(output)

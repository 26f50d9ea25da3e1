# style: output by its index
def logits_by_step(model, x):
    states = model.rnn(x)[0]
    logits = model.head(states)
    print(logits.shape)
    return logits

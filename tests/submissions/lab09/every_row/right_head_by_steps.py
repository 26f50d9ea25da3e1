# style: the head applied step by step, preallocated
def logits_by_step(model, x):
    output, _state = model.rnn(x)
    answers = output.new_empty(output.shape[0], output.shape[1], model.head.out_features)
    for t in range(output.shape[1]):
        answers[:, t] = model.head(output[:, t])
    return answers

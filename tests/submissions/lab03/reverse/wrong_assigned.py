# mistake: the loop variable assigned to, so nothing is copied
# fails: reverse.values: are all four tensors copied
# fails: reverse.anywhere: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    for name, weight in rnn.named_parameters():
        weight = getattr(birnn, name + "_reverse")
    output, _ = rnn(x.flip(1))
    return output.flip(1)

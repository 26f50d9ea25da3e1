# mistake: no weights copied
# fails: reverse.values: all four tensors copied
# fails: reverse.anywhere: the result differs
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, nonlinearity=birnn.nonlinearity, batch_first=True, device=x.device, dtype=x.dtype)
    rnn.eval()
    output, _ = rnn(x.flip(1))
    return output.flip(1)

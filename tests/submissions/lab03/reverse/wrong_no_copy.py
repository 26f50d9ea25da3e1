# mistake: no weights copied
# fails: reverse.values: all four tensors copied
# fails: reverse.anywhere: all four tensors copied
def backward_as_forward(birnn, x):
    rnn = nn.RNN(birnn.input_size, birnn.hidden_size, batch_first=True, device=x.device, dtype=x.dtype)
    rnn.eval()
    output, _ = rnn(x.flip(1))
    return output.flip(1)

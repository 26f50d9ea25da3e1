# mistake: switches the default device, and leaves it
# fails: shapes.output: default device
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    torch.set_default_device("meta")
    rnn = nn.RNN(1, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional)
    output, state = rnn(torch.empty(batch_size, seq_len, 1))
    return output.shape, state.shape

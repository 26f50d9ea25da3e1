# style: ask a real layer: torch.Size
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    rnn = nn.RNN(1, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional)
    output, state = rnn(torch.zeros(batch_size, seq_len, 1))
    return output.shape, state.shape

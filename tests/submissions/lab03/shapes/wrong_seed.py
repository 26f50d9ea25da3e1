# mistake: asks a real layer, and sets the seed for it
# fails: shapes.output: sets the seed
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    torch.manual_seed(0)
    rnn = nn.RNN(1, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional)
    output, state = rnn(torch.rand(batch_size, seq_len, 1))
    return list(output.shape), list(state.shape)

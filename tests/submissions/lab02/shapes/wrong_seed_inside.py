# mistake: sets the seed to run a real layer: the caller's random numbers start again
# fails: shapes.output_shape: sets the seed
# fails: shapes.state_shape: sets the seed
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    """Return (output shape, state shape) of an nn.RNN, as two tuples of whole numbers.

    The input is [batch_size, seq_len, input_size] if batch_first,
    else [seq_len, batch_size, input_size].
    """
    torch.manual_seed(0)
    rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=batch_first)
    if batch_first:
        x = torch.randn(batch_size, seq_len, input_size)
    else:
        x = torch.randn(seq_len, batch_size, input_size)
    output, state = rnn(x)
    return tuple(output.shape), tuple(state.shape)

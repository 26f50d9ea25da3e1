# mistake: takes a batch of one for an input without a batch axis and drops that axis
# fails: shapes.output_shape: output shape
# fails: shapes.state_shape: state shape
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    """Return (output shape, state shape) of an nn.RNN, as two tuples of whole numbers.

    The input is [batch_size, seq_len, input_size] if batch_first,
    else [seq_len, batch_size, input_size].
    """
    if batch_size == 1:  # one sequence needs no batch axis
        return (seq_len, hidden_size), (num_layers, hidden_size)
    if batch_first:
        output = (batch_size, seq_len, hidden_size)
    else:
        output = (seq_len, batch_size, hidden_size)
    return output, (num_layers, batch_size, hidden_size)

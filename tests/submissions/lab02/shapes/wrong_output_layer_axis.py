# mistake: the output with an axis for layers
# fails: shapes.output_shape: no axis for layers
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    state = (num_layers, batch_size, hidden_size)
    return (num_layers, *steps, hidden_size), state

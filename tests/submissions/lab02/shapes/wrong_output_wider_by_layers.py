# mistake: every layer's units in the output
# fails: shapes.output_shape: num_layers plays no part
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    state = (num_layers, batch_size, hidden_size)
    return (*steps, num_layers * hidden_size), state

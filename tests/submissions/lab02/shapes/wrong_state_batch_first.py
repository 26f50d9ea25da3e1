# mistake: h_n said to become batch-first
# fails: shapes.state_shape: never becomes batch-first
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    state = (batch_size, num_layers, hidden_size) if batch_first else (num_layers, batch_size, hidden_size)
    return output, state

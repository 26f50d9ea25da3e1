# mistake: the state of every step
# fails: shapes.state_shape: no time axis
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    return output, (num_layers, batch_size, seq_len, hidden_size)

# mistake: num_layers forgotten in the state
# fails: shapes.state_shape: where is num_layers
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    return output, (1, batch_size, hidden_size)

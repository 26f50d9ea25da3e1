# mistake: the state without an axis for layers
# fails: shapes.state_shape: keeps an axis for the layers
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    return output, (batch_size, hidden_size)

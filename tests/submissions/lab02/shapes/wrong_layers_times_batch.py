# mistake: layers folded into the batch axis of the state
# fails: shapes.state_shape: one vector of hidden_size
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    return output, (1, num_layers * batch_size, hidden_size)

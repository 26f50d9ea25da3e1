# mistake: batch_first never looked at
# fails: shapes.output_shape: look at batch_first
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    state = (num_layers, batch_size, hidden_size)
    return (seq_len, batch_size, hidden_size), state

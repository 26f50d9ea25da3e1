# mistake: batch_first the wrong way round
# fails: shapes.output_shape: look at batch_first
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    state = (num_layers, batch_size, hidden_size)
    steps = (seq_len, batch_size) if batch_first else (batch_size, seq_len)
    return (*steps, hidden_size), state

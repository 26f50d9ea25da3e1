# mistake: hidden_size and input_size confused
# fails: shapes.output_shape: not input_size
# fails: shapes.state_shape: not input_size
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    return (*steps, input_size), (num_layers, batch_size, input_size)

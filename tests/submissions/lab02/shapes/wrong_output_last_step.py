# mistake: only the last step in the output
# fails: shapes.output_shape: three axes
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    state = (num_layers, batch_size, hidden_size)
    return (batch_size, hidden_size), state

# mistake: batch_first not used, [seq_len, batch, hidden] always
# fails: shapes.output_shape: look at batch_first
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    return (seq_len, batch_size, hidden_size), (num_layers, batch_size, hidden_size)

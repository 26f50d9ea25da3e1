# mistake: always batch-first
# fails: shapes.output_shape: look at batch_first
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    state = (num_layers, batch_size, hidden_size)
    return (batch_size, seq_len, hidden_size), state

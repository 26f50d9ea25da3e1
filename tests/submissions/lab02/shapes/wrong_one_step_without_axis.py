# mistake: one step gets no axis of steps
# fails: shapes.output_shape: output
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    output = (batch_size, seq_len, hidden_size) if batch_first else (seq_len, batch_size, hidden_size)
    if seq_len == 1:
        output = (batch_size, hidden_size)
    return output, (num_layers, batch_size, hidden_size)

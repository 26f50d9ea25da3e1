# mistake: seq_len and batch_size swapped throughout
# fails: shapes.output_shape: look at batch_first
# fails: shapes.state_shape: second axis is the batch
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (seq_len, batch_size) if batch_first else (batch_size, seq_len)
    return (*steps, hidden_size), (num_layers, seq_len, hidden_size)

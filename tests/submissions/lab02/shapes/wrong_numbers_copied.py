# mistake: the example's 128 written down
# fails: shapes.output_shape: The output shape differs
# fails: shapes.state_shape: The state shape differs
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    return (*steps, 128), (num_layers, batch_size, 128)

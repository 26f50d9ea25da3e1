# mistake: the shapes printed, not returned
# fails: shapes.output_shape: two shapes
# fails: shapes.state_shape: two shapes
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    state = (num_layers, batch_size, hidden_size)
    print(output, state)

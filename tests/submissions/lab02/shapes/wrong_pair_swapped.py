# mistake: state first, output second
# fails: shapes.output_shape: This is the state's shape
# fails: shapes.state_shape: This is the output's shape
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    state = (num_layers, batch_size, hidden_size)
    return state, output

# mistake: the state's shape returned for both
# fails: shapes.output_shape: This is the state's shape
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    state = (num_layers, batch_size, hidden_size)
    return state, state

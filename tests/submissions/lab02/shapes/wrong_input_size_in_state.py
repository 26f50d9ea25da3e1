# mistake: input_size taken for hidden_size in the state
# fails: shapes.state_shape: not input_size
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    return output, (num_layers, batch_size, input_size)

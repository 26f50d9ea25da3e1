# mistake: seq_len taken for the batch in the state
# fails: shapes.state_shape: second axis is the batch
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    steps = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output = (*steps, hidden_size)
    return output, (num_layers, seq_len, hidden_size)

# mistake: two layers at most
# fails: shapes.state_shape: differs
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    output = (batch_size, seq_len, hidden_size) if batch_first else (seq_len, batch_size, hidden_size)
    return output, (min(num_layers, 2), batch_size, hidden_size)

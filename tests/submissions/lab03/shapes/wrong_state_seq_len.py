# mistake: seq_len in the state
# fails: shapes.state: not for each step
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (d * num_layers, seq_len, hidden_size)

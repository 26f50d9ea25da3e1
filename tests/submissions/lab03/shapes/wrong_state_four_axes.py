# mistake: layer and direction on two axes
# fails: shapes.state: share the first axis
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (num_layers, d, batch_size, hidden_size)

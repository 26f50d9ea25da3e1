# mistake: directions stacked and joined
# fails: shapes.state: one row holds one direction
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (d * num_layers, batch_size, d * hidden_size)

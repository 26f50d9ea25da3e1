# mistake: directions on an axis of their own
# fails: shapes.output: no axis of their own
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d, hidden_size), (d * num_layers, batch_size, hidden_size)

# mistake: two rows a layer with one direction too
# fails: shapes.state: one row per layer
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (2 * num_layers, batch_size, hidden_size)

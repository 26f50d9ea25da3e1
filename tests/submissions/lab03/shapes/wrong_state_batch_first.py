# mistake: state said to become batch-first
# fails: shapes.state: never becomes batch-first
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (batch_size, d * num_layers, hidden_size)

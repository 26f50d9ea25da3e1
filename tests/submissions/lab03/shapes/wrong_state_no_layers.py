# mistake: num_layers left out
# fails: shapes.state: every layer keeps
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (d, batch_size, hidden_size)

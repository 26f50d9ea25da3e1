# mistake: output doubled for one direction too
# fails: shapes.output: one vector per step
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, 2 * hidden_size), (d * num_layers, batch_size, hidden_size)

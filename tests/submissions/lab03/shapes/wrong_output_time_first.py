# mistake: output time-first
# fails: shapes.output: batch comes first
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (seq_len, batch_size, d * hidden_size), (d * num_layers, batch_size, hidden_size)

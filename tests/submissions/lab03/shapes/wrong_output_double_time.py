# mistake: directions joined in time
# fails: shapes.output: not in time
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, d * seq_len, hidden_size), (d * num_layers, batch_size, hidden_size)

# mistake: HIDDEN_SIZE instead of hidden_size
# fails: shapes.output: think of
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * HIDDEN_SIZE), (d * num_layers, batch_size, hidden_size)

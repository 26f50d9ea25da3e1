# mistake: with one direction the doubled size is halved again with /
# fails: shapes.output: whole numbers
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    size = 2 * hidden_size if bidirectional else 2 * hidden_size / 2
    return (batch_size, seq_len, size), (d * num_layers, batch_size, hidden_size)

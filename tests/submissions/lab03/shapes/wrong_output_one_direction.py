# mistake: output as with one direction
# fails: shapes.output: joins the vectors of two
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, hidden_size), (d * num_layers, batch_size, hidden_size)

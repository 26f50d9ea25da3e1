# mistake: output holds the layers instead of the directions
# fails: shapes.output: last layer only
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, num_layers * hidden_size), (d * num_layers, batch_size, hidden_size)

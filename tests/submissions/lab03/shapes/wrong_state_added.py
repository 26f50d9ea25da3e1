# mistake: layers plus directions
# fails: shapes.state: a product, not a sum
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (num_layers + d - 1, batch_size, hidden_size)

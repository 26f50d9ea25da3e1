# mistake: two halves, rounded down, so an odd hidden_size loses one
# fails: shapes.output: what one step returns
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    width = 2 * d * (hidden_size // 2)
    return (batch_size, seq_len, width), (d * num_layers, batch_size, hidden_size)

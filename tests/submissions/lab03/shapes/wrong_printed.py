# mistake: printed, not returned
# fails: shapes.output: `return` missing
# fails: shapes.state: `return` missing
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    print((batch_size, seq_len, d * hidden_size), (d * num_layers, batch_size, hidden_size))

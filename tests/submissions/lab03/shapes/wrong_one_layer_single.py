# mistake: the rows are doubled only in a stack
# fails: shapes.state: num_layers = 1
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    rows = d * num_layers if num_layers > 1 else 1
    return (batch_size, seq_len, d * hidden_size), (rows, batch_size, hidden_size)

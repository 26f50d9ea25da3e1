# mistake: one sequence alone loses its batch axis
# fails: shapes.output: batch_size = 1
# fails: shapes.state: batch_size = 1
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    rows = () if batch_size == 1 else (batch_size,)
    return (*rows, seq_len, d * hidden_size), (d * num_layers, *rows, hidden_size)

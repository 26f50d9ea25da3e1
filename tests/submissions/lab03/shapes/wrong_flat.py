# mistake: one tuple of six numbers
# fails: shapes.output: pair of shapes
# fails: shapes.state: pair of shapes
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 1 + bidirectional
    return (batch_size, seq_len, d * hidden_size, d * num_layers, batch_size, hidden_size)

# mistake: with one direction the function returns nothing
# fails: shapes.output: `return` missing
# fails: shapes.state: `return` missing
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    if bidirectional:
        return (batch_size, seq_len, 2 * hidden_size), (2 * num_layers, batch_size, hidden_size)

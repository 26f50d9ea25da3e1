# mistake: a division gives a float
# fails: shapes.output: whole numbers
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    return (batch_size, seq_len, hidden_size / (1 / d)), (d * num_layers, batch_size, hidden_size)

# style: a bool counts as 0 or 1; lists instead of tuples
def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 1 + bidirectional
    return [batch_size, seq_len, hidden_size * d], [num_layers * d, batch_size, hidden_size]

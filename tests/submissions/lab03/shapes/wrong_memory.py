# mistake: remembers the output's shape without seq_len in the key
# fails: shapes.output: seq_len = 9
seen = {}


def bidirectional_shapes(batch_size, seq_len, hidden_size, num_layers, bidirectional):
    d = 2 if bidirectional else 1
    key = (batch_size, hidden_size, num_layers, bidirectional)
    output = seen.setdefault(key, (batch_size, seq_len, d * hidden_size))
    return output, (d * num_layers, batch_size, hidden_size)

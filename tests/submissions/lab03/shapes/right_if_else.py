# style: two branches
def bidirectional_shapes(batch_size: int, seq_len: int, hidden_size: int, num_layers: int, bidirectional: bool):
    if bidirectional:
        output = (batch_size, seq_len, hidden_size + hidden_size)
        state = (2 * num_layers, batch_size, hidden_size)
    else:
        output = (batch_size, seq_len, hidden_size)
        state = (num_layers, batch_size, hidden_size)
    print(output, state)
    return output, state

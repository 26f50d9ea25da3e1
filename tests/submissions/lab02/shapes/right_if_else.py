# style: if and else, type hints
def rnn_shapes(batch_size: int, seq_len: int, input_size: int, hidden_size: int, num_layers: int, batch_first: bool):
    state_shape = (num_layers, batch_size, hidden_size)
    if batch_first:
        return (batch_size, seq_len, hidden_size), state_shape
    else:
        return (seq_len, batch_size, hidden_size), state_shape

# style: lists, extra print
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    out = [seq_len, batch_size, hidden_size]
    if batch_first:
        out[0], out[1] = out[1], out[0]
    print("output", out)
    return [out, [num_layers, batch_size, hidden_size]]

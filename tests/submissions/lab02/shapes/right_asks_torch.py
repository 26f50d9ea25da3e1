# style: runs a real nn.RNN and returns torch.Size
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=batch_first, device="meta")
    first, second = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    output, state = rnn(torch.empty(first, second, input_size, device="meta"))
    return output.shape, state.shape

# style: a real layer; returns torch.Size and draws random numbers
def rnn_shapes(batch_size, seq_len, input_size, hidden_size, num_layers, batch_first):
    rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=batch_first)
    first = (batch_size, seq_len) if batch_first else (seq_len, batch_size)
    with torch.no_grad():
        return tuple(part.shape for part in rnn(torch.randn(*first, input_size)))

# style: two layers counted instead of a formula
def extra_parameters(input_size, hidden_size, num_layers):
    def size(bidirectional):
        rnn = nn.RNN(input_size, hidden_size, num_layers, bidirectional=bidirectional)
        return sum(p.numel() for p in rnn.parameters())

    return size(True) - size(False)

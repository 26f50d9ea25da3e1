# mistake: nn.GRU instead of nn.RNN
# fails: build.layer: nn.GRU
def make_birnn(input_size, hidden_size, num_layers):
    return nn.GRU(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)

# mistake: biases switched off
# fails: build.layer: biases are missing
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, bias=False, batch_first=True, bidirectional=True)

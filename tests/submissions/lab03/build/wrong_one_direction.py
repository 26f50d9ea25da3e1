# mistake: bidirectional forgotten
# fails: build.shapes: bidirectional=True missing
# fails: build.layer: bidirectional=True missing
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, batch_first=True)

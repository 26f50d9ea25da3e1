# mistake: hidden_size doubled and bidirectional
# fails: build.shapes: doubled by hand
# fails: build.layer: do not have the sizes
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, 2 * hidden_size, num_layers, batch_first=True, bidirectional=True)

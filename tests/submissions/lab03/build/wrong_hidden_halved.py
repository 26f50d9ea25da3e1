# mistake: hidden_size taken for the size of both directions
# fails: build.shapes: halved
# fails: build.layer: do not have the sizes
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size // 2, num_layers, batch_first=True, bidirectional=True)

# mistake: twice the layers taken for two directions
# fails: build.shapes: bidirectional=True missing
# fails: build.layer: do not have the sizes
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, 2 * num_layers, batch_first=True)

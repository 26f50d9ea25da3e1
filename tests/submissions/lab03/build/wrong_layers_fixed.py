# mistake: num_layers written down as 3
# fails: build.shapes: does num_layers arrive
# fails: build.layer: do not have the sizes
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, 3, batch_first=True, bidirectional=True)

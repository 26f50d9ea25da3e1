# mistake: one layer alone reads in one direction
# fails: build.shapes: bidirectional=True missing
# fails: build.layer: has the shape
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=num_layers > 1)

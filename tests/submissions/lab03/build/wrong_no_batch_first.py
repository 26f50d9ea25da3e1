# mistake: batch_first forgotten
# fails: build.shapes: batch_first=True missing
# fails: build.layer: batch_first=True missing
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, bidirectional=True)

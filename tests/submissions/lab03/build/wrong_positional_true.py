# mistake: True for batch_first lands on the wrong parameter: bias
# fails: build.shapes: batch_first=True missing
# fails: build.layer: batch_first=True missing
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, "tanh", True, bidirectional=True)

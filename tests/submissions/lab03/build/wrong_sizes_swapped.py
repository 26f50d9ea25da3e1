# mistake: input_size and hidden_size swapped
# fails: build.shapes: in the order
# fails: build.layer: in the order
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(hidden_size, input_size, num_layers, batch_first=True, bidirectional=True)

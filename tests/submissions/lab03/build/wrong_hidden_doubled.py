# mistake: hidden_size doubled instead of a second direction
# fails: build.shapes: doubled by hand
# fails: build.layer: one direction
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, 2 * hidden_size, num_layers, batch_first=True)

# mistake: num_layers forgotten
# fails: build.shapes: does num_layers arrive
# fails: build.layer: does num_layers arrive
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, batch_first=True, bidirectional=True)

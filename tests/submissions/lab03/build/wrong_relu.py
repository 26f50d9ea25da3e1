# mistake: another non-linearity
# fails: build.layer: relu
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, nonlinearity="relu", batch_first=True, bidirectional=True)

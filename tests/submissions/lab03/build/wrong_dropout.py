# mistake: dropout switched on without being asked
# fails: build.layer: dropout
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(input_size, hidden_size, num_layers, batch_first=True, dropout=0.5, bidirectional=True)

# mistake: the weights cannot learn
# fails: build.layer: whether all weights learn
def make_birnn(input_size, hidden_size, num_layers):
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    return layer.requires_grad_(False)

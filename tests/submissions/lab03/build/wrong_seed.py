# mistake: sets the seed
# fails: build.layer: the same weights
def make_birnn(input_size, hidden_size, num_layers):
    torch.manual_seed(1)
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    return layer

# mistake: the layer comes in eval mode
# fails: build.layer: train mode
def make_birnn(input_size, hidden_size, num_layers):
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    return layer.eval()

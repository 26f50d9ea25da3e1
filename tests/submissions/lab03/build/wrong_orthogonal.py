# mistake: the matrices are made orthogonal
# fails: build.layer: not those that torch draws
def make_birnn(input_size, hidden_size, num_layers):
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    for name, weight in layer.named_parameters():
        if "weight_hh" in name:
            nn.init.orthogonal_(weight)
    return layer

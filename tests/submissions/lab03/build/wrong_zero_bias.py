# mistake: the biases start from zero
# fails: build.layer: not those that torch draws
def make_birnn(input_size, hidden_size, num_layers):
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    for name, bias in layer.named_parameters():
        if "bias" in name:
            nn.init.zeros_(bias)
    return layer

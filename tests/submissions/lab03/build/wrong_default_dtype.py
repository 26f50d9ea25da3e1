# mistake: float64 for the whole program
# fails: build.layer: default dtype
def make_birnn(input_size, hidden_size, num_layers):
    torch.set_default_dtype(torch.float64)
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    return layer.float()

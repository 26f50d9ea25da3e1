# mistake: the default device is left on meta
# fails: extra_parameters.later_layers: default device
def extra_parameters(input_size, hidden_size, num_layers):
    torch.set_default_device('meta')
    one, two = (nn.RNN(input_size, hidden_size, num_layers, bidirectional=b) for b in (False, True))
    return sum(p.numel() for p in two.parameters()) - sum(p.numel() for p in one.parameters())

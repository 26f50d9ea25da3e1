# mistake: the first layer's size used for all layers
# fails: extra_parameters.later_layers: counted like the first
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return n * h * (i + h + 2)

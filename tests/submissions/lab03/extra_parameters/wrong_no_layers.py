# mistake: num_layers ignored
# fails: extra_parameters.later_layers: num_layers has no effect
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 2)

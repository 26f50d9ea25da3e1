# mistake: directions thought to read each other's state
# fails: extra_parameters.first_layer: do not feed the other
# fails: extra_parameters.later_layers: do not feed the other
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + 2 * h + 2) + (n - 1) * (6 * h * h + 2 * h)

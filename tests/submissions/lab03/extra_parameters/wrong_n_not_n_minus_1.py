# mistake: num_layers later layers
# fails: extra_parameters.first_layer: not the one torch gives
# fails: extra_parameters.later_layers: num_layers - 1
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 2) + n * (4 * h * h + 2 * h)

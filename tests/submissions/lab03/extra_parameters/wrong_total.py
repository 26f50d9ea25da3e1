# mistake: all parameters of the bidirectional layer
# fails: extra_parameters.first_layer: counts both directions
# fails: extra_parameters.later_layers: counts both directions
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return 2 * h * (i + h + 2) + (n - 1) * (6 * h * h + 4 * h)

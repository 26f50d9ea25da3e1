# mistake: no biases
# fails: extra_parameters.first_layer: biases are missing
# fails: extra_parameters.later_layers: biases are missing
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h) + (n - 1) * 4 * h * h

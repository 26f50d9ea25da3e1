# mistake: biases of both directions
# fails: extra_parameters.first_layer: counted for both directions
# fails: extra_parameters.later_layers: not the one torch gives
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 4) + (n - 1) * (4 * h * h + 4 * h)

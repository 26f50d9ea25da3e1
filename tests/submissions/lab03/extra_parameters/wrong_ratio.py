# mistake: the ratio instead of the difference
# fails: extra_parameters.first_layer: ratio
# fails: extra_parameters.later_layers: not the one torch gives
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return (2 * h * (i + h + 2) + (n - 1) * (6 * h * h + 4 * h)) / (h * (i + h + 2) + (n - 1) * h * (2 * h + 2))

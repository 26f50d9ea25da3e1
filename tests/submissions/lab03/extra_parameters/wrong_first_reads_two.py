# mistake: the first layer reads two directions too
# fails: extra_parameters.first_layer: first layer reads input_size
# fails: extra_parameters.later_layers: not the one torch gives
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (3 * h + 2) + (n - 1) * (4 * h * h + 2 * h)

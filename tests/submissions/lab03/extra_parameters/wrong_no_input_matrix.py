# mistake: input-to-hidden forgotten in the first layer
# fails: extra_parameters.first_layer: input-to-hidden matrix is missing
# fails: extra_parameters.later_layers: not the one torch gives
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (h + 2) + (n - 1) * (4 * h * h + 2 * h)

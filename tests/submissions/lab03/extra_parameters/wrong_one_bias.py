# mistake: one bias instead of two
# fails: extra_parameters.first_layer: one bias
# fails: extra_parameters.later_layers: one bias
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 1) + (n - 1) * (4 * h * h + h)

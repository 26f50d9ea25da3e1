# mistake: later layers counted whole
# fails: extra_parameters.later_layers: counted whole
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 2) + (n - 1) * (6 * h * h + 4 * h)

# mistake: biases forgotten in later layers
# fails: extra_parameters.later_layers: biases of the later layers
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 2) + (n - 1) * 4 * h * h

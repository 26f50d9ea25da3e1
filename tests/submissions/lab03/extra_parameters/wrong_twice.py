# mistake: twice the parameters
# fails: extra_parameters.later_layers: twice the parameters
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 2) + (n - 1) * h * (2 * h + 2)

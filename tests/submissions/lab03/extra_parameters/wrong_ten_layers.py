# mistake: at most ten layers
# fails: extra_parameters.later_layers: num_layers = 12
def extra_parameters(input_size, hidden_size, num_layers):
    first, later = hidden_size * (input_size + hidden_size + 2), hidden_size * (4 * hidden_size + 2)
    return first + min(num_layers - 1, 9) * later

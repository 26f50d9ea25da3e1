# style: half of the doubled first layer, so a float
def extra_parameters(input_size, hidden_size, num_layers):
    first = 2 * hidden_size * (input_size + hidden_size + 2)
    later = 2 * (3 * hidden_size**2 + 2 * hidden_size) - (2 * hidden_size**2 + 2 * hidden_size)
    return first / 2 + (num_layers - 1) * later

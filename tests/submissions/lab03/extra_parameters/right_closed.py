# style: one closed formula
def extra_parameters(input_size, hidden_size, num_layers):
    h = hidden_size
    return h * (input_size + h + 2) + (num_layers - 1) * (4 * h**2 + 2 * h)

# mistake: printed, not returned
# fails: extra_parameters.first_layer: `return` missing
# fails: extra_parameters.later_layers: `return` missing
def extra_parameters(input_size, hidden_size, num_layers):
    first = hidden_size * (input_size + hidden_size + 2)
    print(first + (num_layers - 1) * (4 * hidden_size**2 + 2 * hidden_size))

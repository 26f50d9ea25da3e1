# mistake: an LSTM's four gates
# fails: extra_parameters.first_layer: Four gates
# fails: extra_parameters.later_layers: not the one torch gives
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return 4 * (h * (i + h + 2) + (n - 1) * (4 * h * h + 2 * h))

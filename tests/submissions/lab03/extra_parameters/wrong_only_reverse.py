# mistake: only the new tensors counted, not the grown ones
# fails: extra_parameters.later_layers: forward direction of the later layers grows
def extra_parameters(input_size, hidden_size, num_layers):
    i, h, n = input_size, hidden_size, num_layers
    return h * (i + h + 2) + (n - 1) * (3 * h * h + 2 * h)

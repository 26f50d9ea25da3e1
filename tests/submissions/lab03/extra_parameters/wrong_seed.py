# mistake: sets the seed
# fails: extra_parameters.later_layers: sets the seed
def extra_parameters(input_size, hidden_size, num_layers):
    torch.manual_seed(0)
    first, later = hidden_size * (input_size + hidden_size + 2), hidden_size * (4 * hidden_size + 2)
    return first + (num_layers - 1) * later

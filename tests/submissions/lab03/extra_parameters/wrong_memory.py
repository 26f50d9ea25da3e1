# mistake: kept without num_layers in the key
# fails: extra_parameters.later_layers: number
kept = {}


def extra_parameters(input_size, hidden_size, num_layers):
    first, later = hidden_size * (input_size + hidden_size + 2), hidden_size * (4 * hidden_size + 2)
    return kept.setdefault((input_size, hidden_size), first + (num_layers - 1) * later)

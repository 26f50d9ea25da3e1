# mistake: a set of shapes: equal ones count once
# fails: extra_parameters.first_layer: the number is not
# fails: extra_parameters.later_layers: number
def extra_parameters(input_size, hidden_size, num_layers):
    h = hidden_size
    first = sum(a * b for a, b in {(h, input_size), (h, h)}) + 2 * h
    return first + (num_layers - 1) * h * (4 * h + 2)

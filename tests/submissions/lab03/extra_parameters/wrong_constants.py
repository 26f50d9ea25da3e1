# mistake: the constants instead of the arguments
# fails: extra_parameters.first_layer: not the one torch gives
# fails: extra_parameters.later_layers: not the one torch gives
def extra_parameters(input_size, hidden_size, num_layers):
    first = HIDDEN_SIZE * (INPUT_SIZE + HIDDEN_SIZE + 2)
    return first + (NUM_LAYERS - 1) * (4 * HIDDEN_SIZE**2 + 2 * HIDDEN_SIZE)

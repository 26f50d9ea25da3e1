# style: select with the number of layers
def last_layer_state(state):
    num_layers = state.size(0)
    return state.select(0, num_layers - 1)

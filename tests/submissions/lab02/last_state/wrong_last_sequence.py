# mistake: the last sequence for the last layer
# fails: last_state.top_layer: first axis of the state is the layers
def last_layer_state(state):
    return state[:, -1]

# mistake: the state returned as it is
# fails: last_state.top_layer: state of all layers
# fails: last_state.any_state: has the shape
def last_layer_state(state):
    return state

# mistake: squeeze(0) does nothing with several layers
# fails: last_state.top_layer: state of all layers
def last_layer_state(state):
    return state.squeeze(0)

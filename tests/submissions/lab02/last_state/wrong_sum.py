# mistake: sum over the layers
# fails: last_state.top_layer: added up
def last_layer_state(state):
    return state.sum(dim=0)

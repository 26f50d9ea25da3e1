# mistake: mean over the layers
# fails: last_state.top_layer: averaged
def last_layer_state(state):
    return state.mean(dim=0)

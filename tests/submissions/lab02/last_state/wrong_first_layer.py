# mistake: state[0] for state[-1]
# fails: last_state.top_layer: first layer's state
def last_layer_state(state):
    return state[0]

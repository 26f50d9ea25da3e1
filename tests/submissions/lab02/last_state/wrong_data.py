# mistake: .data cuts the gradient
# fails: last_state.any_state: gradient
def last_layer_state(state):
    return state.data[-1]

# mistake: state[1], right for two layers only
# fails: last_state.top_layer: second layer's state
# fails: last_state.any_state: IndexError
def last_layer_state(state):
    return state[1]

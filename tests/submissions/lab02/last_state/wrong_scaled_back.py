# mistake: the state squashed again, for large numbers
# fails: last_state.any_state: differs
def last_layer_state(state):
    return state[-1].clamp(-1, 1) if state.abs().max() > 100 else state[-1]

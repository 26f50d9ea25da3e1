# mistake: always float32
# fails: last_state.any_state: dtype
def last_layer_state(state):
    return state[-1].float()

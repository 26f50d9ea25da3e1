# style: star unpacking of the layers
def last_layer_state(state):
    *_, last = state
    return last

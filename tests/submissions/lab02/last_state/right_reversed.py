# style: turned round, the first of the turned; a copy
def last_layer_state(state):
    assert state.ndim == 3
    print("layers", len(state))
    return state.flip(0)[0]

# mistake: kept by shape: another state of the same sizes gets the first one's answer
# fails: last_state.any_state: differs
kept = {}


def last_layer_state(state):
    if state.shape[0] > 1:
        return state[-1]
    return kept.setdefault((state.shape, state.dtype, state.device), state[-1])

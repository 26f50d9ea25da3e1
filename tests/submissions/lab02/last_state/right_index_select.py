# style: slice, then squeeze of that axis only
def last_layer_state(state):
    return state[-1:].squeeze(0)

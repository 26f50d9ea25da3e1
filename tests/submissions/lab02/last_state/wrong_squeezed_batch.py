# mistake: squeeze(0) after the index drops a batch of one
# fails: last_state.any_state: has the shape
def last_layer_state(state):
    last = state[-1]
    return last.squeeze(0)

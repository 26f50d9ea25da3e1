# mistake: moved to the CPU
# fails: last_state.any_state: device
def last_layer_state(state):
    return state[-1].cpu()

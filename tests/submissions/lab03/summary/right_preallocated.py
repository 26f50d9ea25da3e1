# style: preallocated, made like the state
def sequence_summary(state, num_layers):
    hidden = state.shape[2]
    summary = state.new_empty(state.shape[1], 2 * hidden)
    summary[:, :hidden] = state[-2]
    summary[:, hidden:] = state[-1]
    return summary

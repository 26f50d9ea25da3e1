# mistake: result made on the CPU
# fails: summary.one_layer: device
# fails: summary.layers: device
def sequence_summary(state, num_layers):
    summary = torch.zeros(state.shape[1], 2 * state.shape[2], dtype=state.dtype)
    summary[:, : state.shape[2]] = state[-2]
    summary[:, state.shape[2] :] = state[-1]
    return summary

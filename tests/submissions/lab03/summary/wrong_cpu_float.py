# mistake: result made in float32 on the CPU
# fails: summary.one_layer: dtype
# fails: summary.layers: dtype
def sequence_summary(state, num_layers):
    summary = torch.zeros(state.shape[1], 2 * state.shape[2])
    summary[:, : state.shape[2]] = state[-2]
    summary[:, state.shape[2] :] = state[-1]
    return summary

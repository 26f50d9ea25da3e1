# mistake: the default dtype is changed
# fails: summary.one_layer: default dtype
# fails: summary.layers: default dtype
def sequence_summary(state, num_layers):
    torch.set_default_dtype(state.dtype)
    h = state.shape[2]
    made = torch.zeros(state.shape[1], 2 * h, device=state.device)
    made[:, :h], made[:, h:] = state[-2], state[-1]
    return made

# mistake: view(2, num_layers, ...) instead of (num_layers, 2, ...)
# fails: summary.layers: not all forward
def sequence_summary(state, num_layers):
    split = state.view(2, num_layers, state.shape[1], state.shape[2])
    return torch.cat([split[0, -1], split[1, -1]], dim=-1)

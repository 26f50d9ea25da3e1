# mistake: rows taken as all forward, then all backward
# fails: summary.layers: not all forward
def sequence_summary(state, num_layers):
    return torch.cat([state[num_layers - 1], state[2 * num_layers - 1]], dim=-1)

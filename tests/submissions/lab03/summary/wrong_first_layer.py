# mistake: rows 0 and 1: the first layer
# fails: summary.layers: first layer
def sequence_summary(state, num_layers):
    return torch.cat([state[0], state[1]], dim=1)

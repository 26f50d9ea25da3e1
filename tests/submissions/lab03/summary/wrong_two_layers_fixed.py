# mistake: rows 2 and 3 written down from an example
# fails: summary.one_layer: IndexError
# fails: summary.layers: layer in the middle
def sequence_summary(state, num_layers):
    return torch.cat([state[2], state[3]], dim=-1)

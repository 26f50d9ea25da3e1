# mistake: rows 4 and 5 written down from the lab's own sizes
# fails: summary.one_layer: IndexError
# fails: summary.layers: IndexError
def sequence_summary(state, num_layers):
    return torch.cat([state[4], state[5]], dim=-1)

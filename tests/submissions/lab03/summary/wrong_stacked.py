# mistake: stacked, not joined
# fails: summary.one_layer: axis of their own
# fails: summary.layers: axis of their own
def sequence_summary(state, num_layers):
    return torch.stack([state[-2], state[-1]], dim=1)

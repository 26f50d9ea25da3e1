# mistake: the same row twice
# fails: summary.one_layer: only the backward direction
# fails: summary.layers: only the backward direction
def sequence_summary(state, num_layers):
    return torch.cat([state[-1], state[-1]], dim=-1)

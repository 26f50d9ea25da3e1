# mistake: no gradient through the backward half
# fails: summary.one_layer: gradient
# fails: summary.layers: gradient
def sequence_summary(state, num_layers):
    return torch.cat([state[-2], state[-1].detach()], dim=-1)

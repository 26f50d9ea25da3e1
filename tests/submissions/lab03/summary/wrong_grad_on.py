# mistake: gradients are switched on, whatever the caller wants
# fails: summary.one_layer: gradient mode
# fails: summary.layers: gradient mode
def sequence_summary(state, num_layers):
    torch.set_grad_enabled(True)
    return torch.cat([state[-2], state[-1]], dim=-1)

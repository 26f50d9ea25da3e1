# mistake: backward first
# fails: summary.one_layer: forward, then backward
# fails: summary.layers: forward, then backward
def sequence_summary(state, num_layers):
    return torch.cat([state[-1], state[-2]], dim=-1)

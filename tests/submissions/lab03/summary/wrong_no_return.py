# mistake: nothing returned
# fails: summary.one_layer: `return` missing
# fails: summary.layers: `return` missing
def sequence_summary(state, num_layers):
    summary = torch.cat([state[-2], state[-1]], dim=-1)

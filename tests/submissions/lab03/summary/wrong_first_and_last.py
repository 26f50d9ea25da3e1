# mistake: first row and last row
# fails: summary.layers: two different layers
def sequence_summary(state, num_layers):
    return torch.cat([state[0], state[-1]], dim=-1)

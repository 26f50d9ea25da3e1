# mistake: num_layers taken for the row of the last layer
# fails: summary.layers: is not the row of the last layer
def sequence_summary(state, num_layers):
    return torch.cat([state[num_layers - 1], state[num_layers]], dim=-1)

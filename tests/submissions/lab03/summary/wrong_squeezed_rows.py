# mistake: squeeze drops the batch axis of a single sequence
# fails: summary.one_layer: Your code raised
# fails: summary.layers: Your code raised
def sequence_summary(state, num_layers):
    return torch.cat([state[-2].squeeze(), state[-1].squeeze()], dim=-1)

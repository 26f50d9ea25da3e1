# mistake: joined on the batch axis
# fails: summary.one_layer: under each other
# fails: summary.layers: under each other
def sequence_summary(state, num_layers):
    return torch.cat([state[-2], state[-1]])

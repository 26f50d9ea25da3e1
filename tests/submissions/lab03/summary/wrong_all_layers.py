# mistake: all layers joined
# fails: summary.layers: last layer only
def sequence_summary(state, num_layers):
    return state.transpose(0, 1).flatten(1)

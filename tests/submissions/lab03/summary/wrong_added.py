# mistake: added instead of joined
# fails: summary.one_layer: where is the other direction
# fails: summary.layers: where is the other direction
def sequence_summary(state, num_layers):
    return state[-2] + state[-1]

# mistake: state[-2] only
# fails: summary.one_layer: where is the other direction
# fails: summary.layers: where is the other direction
def sequence_summary(state, num_layers):
    return state[-2]

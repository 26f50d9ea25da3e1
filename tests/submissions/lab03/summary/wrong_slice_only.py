# mistake: the last two rows as they are
# fails: summary.one_layer: axis of their own
# fails: summary.layers: axis of their own
def sequence_summary(state, num_layers):
    return state[-2:]

# mistake: the notebook's output[:, -1] instead of the state
# fails: summary.one_layer: A name is missing
# fails: summary.layers: A name is missing
def sequence_summary(state, num_layers):
    return output[:, -1]

# mistake: sizes multiplied
# fails: num_parameters.formula: add their sizes
def num_parameters(num_feats, rnn_size):
    return num_feats * rnn_size * rnn_size + rnn_size

# mistake: bias forgotten
# fails: num_parameters.formula: b is missing
def num_parameters(num_feats, rnn_size):
    return rnn_size * (num_feats + rnn_size)

# mistake: W forgotten
# fails: num_parameters.formula: W is missing
def num_parameters(num_feats, rnn_size):
    return rnn_size * rnn_size + rnn_size

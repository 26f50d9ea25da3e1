# mistake: num_feats biases
# fails: num_parameters.formula: not num_feats
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + rnn_size * rnn_size + num_feats

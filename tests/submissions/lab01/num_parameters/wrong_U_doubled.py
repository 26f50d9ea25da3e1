# mistake: rnn_size times two for U
# fails: num_parameters.formula: square matrix
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + 2 * rnn_size + rnn_size

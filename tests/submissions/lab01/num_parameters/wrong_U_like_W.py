# mistake: U counted with the shape of W
# fails: num_parameters.formula: does not have the shape of W
def num_parameters(num_feats, rnn_size):
    return 2 * rnn_size * num_feats + rnn_size

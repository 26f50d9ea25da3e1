# mistake: U forgotten: a fully connected layer
# fails: num_parameters.formula: U is missing
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + rnn_size

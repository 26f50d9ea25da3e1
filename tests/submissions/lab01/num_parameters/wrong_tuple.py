# mistake: one count for each weight
# fails: num_parameters.formula: got tuple
def num_parameters(num_feats, rnn_size):
    return (rnn_size * num_feats, rnn_size * rnn_size, rnn_size)

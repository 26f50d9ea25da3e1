# style: the formula
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + rnn_size * rnn_size + rnn_size

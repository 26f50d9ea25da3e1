# style: a float with the right value
def num_parameters(num_feats, rnn_size):
    return rnn_size * (num_feats + rnn_size + 1.0)

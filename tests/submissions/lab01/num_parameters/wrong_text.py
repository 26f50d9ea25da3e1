# mistake: a text
# fails: num_parameters.formula: got str
def num_parameters(num_feats, rnn_size):
    return str(rnn_size * num_feats + rnn_size * rnn_size + rnn_size)

# mistake: the bias counted twice, as in nn.RNN
# fails: num_parameters.formula: two biases
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + rnn_size * rnn_size + 2 * rnn_size

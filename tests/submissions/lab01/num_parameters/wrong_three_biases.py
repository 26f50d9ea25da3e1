# mistake: W and U with biases of their own
# fails: num_parameters.formula: Too many biases
def num_parameters(num_feats, rnn_size):
    return (num_feats + 1) * rnn_size + (rnn_size + 1) * rnn_size + rnn_size

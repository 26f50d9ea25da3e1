# mistake: the square of both sizes together
# fails: num_parameters.formula: count these two only
def num_parameters(num_feats, rnn_size):
    return (num_feats + rnn_size) ** 2 + rnn_size

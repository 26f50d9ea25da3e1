# mistake: puts the three sizes into a set: equal sizes (num_feats equal to rnn_size, or 1) count once
# fails: num_parameters.formula: the count differs
def num_parameters(num_feats, rnn_size):
    """Return the number of learnable numbers in W, U and b, as one number."""
    W, U, b = num_feats * rnn_size, rnn_size * rnn_size, rnn_size
    return sum({W, U, b})

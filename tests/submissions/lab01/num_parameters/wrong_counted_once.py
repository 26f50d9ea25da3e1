# mistake: keeps the count of a num_feats: another rnn_size with the same num_feats gives the old number
# fails: num_parameters.formula: count
counted = {}


def num_parameters(num_feats, rnn_size):
    """Return the number of learnable numbers in W, U and b, as one number."""
    if num_feats not in counted:
        counted[num_feats] = num_feats * rnn_size + rnn_size * rnn_size + rnn_size
    return counted[num_feats]

# mistake: sums instead of products
# fails: num_parameters.formula: rows times columns
def num_parameters(num_feats, rnn_size):
    return (num_feats + rnn_size) + (rnn_size + rnn_size) + rnn_size

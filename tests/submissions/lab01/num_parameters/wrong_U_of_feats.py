# mistake: U as num_feats squared
# fails: num_parameters.formula: num_feats plays no part
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + num_feats * num_feats + rnn_size

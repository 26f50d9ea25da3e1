# mistake: one bias for all units
# fails: num_parameters.formula: one number for each unit
def num_parameters(num_feats, rnn_size):
    return rnn_size * num_feats + rnn_size * rnn_size + 1

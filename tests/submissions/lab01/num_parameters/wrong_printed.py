# mistake: printed, not returned
# fails: num_parameters.formula: return
def num_parameters(num_feats, rnn_size):
    print(rnn_size * num_feats + rnn_size * rnn_size + rnn_size)

# mistake: the count of an LSTM
# fails: num_parameters.formula: four times
def num_parameters(num_feats, rnn_size):
    return 4 * (rnn_size * num_feats + rnn_size * rnn_size + rnn_size)

# mistake: counted on nn.RNN
# fails: num_parameters.formula: two biases
def num_parameters(num_feats, rnn_size):
    return sum(p.numel() for p in nn.RNN(num_feats, rnn_size).parameters())

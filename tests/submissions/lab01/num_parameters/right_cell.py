# style: the library's count less one bias
def num_parameters(num_feats, rnn_size):
    return sum(weight.numel() for weight in nn.RNNCell(num_feats, rnn_size).parameters()) - rnn_size

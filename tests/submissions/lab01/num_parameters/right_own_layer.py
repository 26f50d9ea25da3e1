# style: counted on the layer of exercise 1.3
def num_parameters(num_feats, rnn_size):
    return sum(weight.numel() for weight in MyUnidirectionalRNN(num_feats, rnn_size).parameters())

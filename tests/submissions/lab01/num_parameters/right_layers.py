# style: counted on layers
def num_parameters(num_feats, rnn_size):
    W = nn.Linear(num_feats, rnn_size)
    U = nn.Linear(rnn_size, rnn_size, bias=False)
    return sum(weight.numel() for layer in (W, U) for weight in layer.parameters())

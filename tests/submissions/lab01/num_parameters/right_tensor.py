# style: a tensor with one number
def num_parameters(num_feats, rnn_size):
    sizes = torch.tensor([[rnn_size, num_feats], [rnn_size, rnn_size], [1, rnn_size]])
    print(sizes)
    return sizes.prod(dim=1).sum()

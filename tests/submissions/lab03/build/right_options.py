# style: options in a dict, torch.nn spelled out
options = dict(batch_first=True, bidirectional=True)


def make_birnn(input_size, hidden_size, num_layers):
    return torch.nn.RNN(input_size, hidden_size, num_layers, **options)

# style: a local name, an extra print, options spelled out
def make_birnn(input_size, hidden_size, num_layers):
    layer = nn.RNN(input_size, hidden_size, num_layers, nonlinearity="tanh", bias=True, dropout=0.0,
                   bidirectional=True, batch_first=True)
    print(layer)
    return layer.to(device)

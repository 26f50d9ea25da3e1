# mistake: nn.LSTM instead of nn.RNN
# fails: build.shapes: nn.LSTM
# fails: build.layer: nn.LSTM
def make_birnn(input_size, hidden_size, num_layers):
    return nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)

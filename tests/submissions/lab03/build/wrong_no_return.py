# mistake: the layer is made and not returned
# fails: build.shapes: `return` missing
# fails: build.layer: `return` missing
def make_birnn(input_size, hidden_size, num_layers):
    birnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)

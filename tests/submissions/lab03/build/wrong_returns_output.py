# mistake: the layer is run inside the function
# fails: build.shapes: do not run it
# fails: build.layer: do not run it
def make_birnn(input_size, hidden_size, num_layers):
    birnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    output, state = birnn(torch.randn(BATCH_SIZE, SEQ_LEN, input_size))
    return output, state

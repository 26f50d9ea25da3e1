# mistake: the constants used instead of the arguments
# fails: build.shapes: instead of the constants
# fails: build.layer: instead of the constants
def make_birnn(input_size, hidden_size, num_layers):
    return nn.RNN(INPUT_SIZE, HIDDEN_SIZE, NUM_LAYERS, batch_first=True, bidirectional=True)

# mistake: one layer for each three sizes, kept for ever
# fails: build.layer: Two layers have the same weights
from functools import cache


@cache
def make_birnn(input_size, hidden_size, num_layers):
    layer = nn.RNN(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
    return layer

# mistake: layers kept in a plain list
# fails: hihello.model_shapes: mixes devices
# fails: hihello.scores: no parameters
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.layers = [nn.RNN(vocab_size, hidden_size, batch_first=True), nn.Linear(hidden_size, vocab_size)]

    def forward(self, x, state=None):
        output, state = self.layers[0](x, state)
        return self.layers[1](output), state

# mistake: an nn.RNN inside, with two biases
# fails: recurrence.states: nn.RNN or nn.RNNCell inside
# fails: recurrence.flow: nn.RNN or nn.RNNCell inside
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))
        self.rnn = nn.RNN(num_feats, rnn_size, batch_first=True)

    def forward(self, x, state=None):
        if state is None:
            state = init_state(x, self.rnn_size)
        return self.rnn(x, state.unsqueeze(0))[0]

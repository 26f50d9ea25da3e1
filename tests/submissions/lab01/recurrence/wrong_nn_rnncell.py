# mistake: an nn.RNNCell in place of U
# fails: recurrence.states: nn.RNN or nn.RNNCell inside
# fails: recurrence.flow: nn.RNN or nn.RNNCell inside
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.RNNCell(num_feats, rnn_size)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))

    def forward(self, x, state=None):
        if state is None:
            state = init_state(x, self.rnn_size)
        states = []
        for x_t in x.unbind(dim=1):
            state = self.U(x_t, state)
            states.append(state)
        return torch.stack(states, dim=1)

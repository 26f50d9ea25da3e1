# mistake: .data of the state passed on
# fails: recurrence.flow: the gradient of x differs
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))

    def forward(self, x, state=None):
        if state is None:
            state = init_state(x, self.rnn_size)
        states = []
        for x_t in x.unbind(dim=1):
            state = torch.tanh(self.W(x_t) + self.U(state.data) + self.b)
            states.append(state)
        return torch.stack(states, dim=1)

# mistake: state updated in place between the steps
# fails: recurrence.flow: inplace operation
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
        states, state = [], state.clone()
        for x_t in x.unbind(dim=1):
            new = torch.tanh(self.W(x_t) + self.U(state) + self.b)
            state.copy_(new)
            states.append(new)
        return torch.stack(states, dim=1)

# mistake: rnn_step gets layers where it wants their weights
# fails: recurrence.states: has no attribute 'T'
# fails: recurrence.flow: has no attribute 'T'
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
        for t in range(x.shape[1]):
            state = rnn_step(x[:, t], state, self.W, self.U, self.b)
            states.append(state)
        return torch.stack(states, dim=1)

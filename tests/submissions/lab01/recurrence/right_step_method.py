# style: a method for one step, tanh as a module
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))
        self.squash = nn.Tanh()

    def forward(self, x, state=None):
        if state is None:
            state = init_state(x, self.rnn_size)
        states = []
        for x_t in torch.unbind(x, 1):
            state = self.one_step(x_t, state)
            states += [state]
        return torch.stack(states, dim=-2)

    def one_step(self, x_t, h):
        return self.squash(self.W(x_t) + self.U(h) + self.b)

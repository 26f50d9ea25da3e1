# style: all inputs projected at once, the bias with them
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
        from_x = self.W(x) + self.b
        states = []
        for t in range(from_x.size(1)):
            state = (from_x[:, t] + self.U(state)).tanh()
            states.append(state)
        return torch.stack(states, 1)

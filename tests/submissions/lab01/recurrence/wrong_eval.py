# mistake: leaves the layer in eval mode
# fails: recurrence.flow: the mode
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))
        self.kept = {}

    def forward(self, x, state=None):
        self.eval()
        if state is None:
            state = init_state(x, self.rnn_size)
        states = []
        for x_t in x.unbind(1):
            state = torch.tanh(self.W(x_t) + self.U(state) + self.b)
            states.append(state)
        return torch.stack(states, dim=1)

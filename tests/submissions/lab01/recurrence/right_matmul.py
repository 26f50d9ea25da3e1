# style: both weights side by side, one addmm a step
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))
        nn.init.orthogonal_(self.U.weight)

    def forward(self, x, state=None):
        if state is None:
            state = init_state(x, self.rnn_size)
        out, both = [], torch.cat([self.W.weight, self.U.weight], 1)
        for t in range(x.shape[1]):
            state = torch.tanh(torch.addmm(self.b, torch.cat([x[:, t], state], 1), both.T))
            out.append(state)
        return torch.stack(out, 1)

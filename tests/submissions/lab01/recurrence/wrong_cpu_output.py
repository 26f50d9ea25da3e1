# mistake: output tensor made on the CPU
# fails: recurrence.flow: made on the CPU
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
        outputs = torch.zeros(x.shape[0], x.shape[1], self.rnn_size, dtype=x.dtype)
        for t in range(x.shape[1]):
            state = torch.tanh(self.W(x[:, t]) + self.U(state) + self.b)
            outputs[:, t] = state
        return outputs

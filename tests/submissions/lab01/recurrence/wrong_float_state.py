# mistake: the caller's state cast to float32
# fails: recurrence.flow: dtype torch.float32, expected
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
        outputs = []
        for x_t in x.unbind(dim=1):
            state = torch.tanh(self.W(x_t) + self.U(state) + self.b)
            outputs.append(state.float())
        return torch.stack(outputs, dim=1)

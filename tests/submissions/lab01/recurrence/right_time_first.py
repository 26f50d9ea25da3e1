# style: time axis first, stacked along axis 0, turned back
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
        out = []
        for step, x_t in enumerate(x.transpose(0, 1)):
            state = torch.tanh(self.W(x_t).add(self.U(state)).add(self.b))
            print(step, state.shape, state[0].tolist(), state.detach().cpu().norm(), f"{state.mean():.2f}")
            out.append(state)
        return torch.stack(out, dim=0).permute(1, 0, 2)

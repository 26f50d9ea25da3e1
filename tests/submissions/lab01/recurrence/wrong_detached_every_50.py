# mistake: detaches the state after every 50 steps, so the gradient of a long sequence does not reach its start
# fails: recurrence.flow: the gradient of
class MyUnidirectionalRNN(nn.Module):
    """A recurrent layer: h_t = tanh(W x_t + U h_(t-1) + b)."""

    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))

    def forward(self, x, state=None):
        """Return the states of all steps, [batch, seq_len, rnn_size].

        x      [batch, seq_len, num_feats]
        state  [batch, rnn_size]  the state before the first step; None means zeros
        """
        if state is None:
            state = init_state(x, self.rnn_size)
        states = []
        for t in range(x.shape[1]):
            if t > 0 and t % 50 == 0:
                state = state.detach()  # the graph gets too long
            state = torch.tanh(self.W(x[:, t]) + self.U(state) + self.b)
            states.append(state)
        return torch.stack(states, dim=1)

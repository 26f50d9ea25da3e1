# mistake: flattens x with view: fails for an x that is a slice or a transpose of another tensor
# fails: recurrence.flow: view
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
        batch, seq_len, num_feats = x.shape
        inputs = self.W(x.view(batch * seq_len, num_feats)).view(batch, seq_len, -1)
        states = []
        for t in range(seq_len):
            state = torch.tanh(inputs[:, t] + self.U(state) + self.b)
            states.append(state)
        return torch.stack(states, dim=1)

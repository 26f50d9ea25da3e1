# mistake: writes the new state into the tensor that the caller gave: going on twice from one state gives two answers
# fails: hihello.model_state: changes its argument state
# fails: hihello.scores: in-place
class CharRNN(nn.Module):
    """A character model: one-hot letters in, scores for the next letter out."""

    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.cell = nn.RNNCell(vocab_size, hidden_size)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        """Return (logits [batch, seq_len, vocab_size], state [1, batch, hidden_size]).

        x: [batch, seq_len, vocab_size], one-hot
        state: the state to go on from; None means zeros
        """
        if state is None:
            state = x.new_zeros(1, x.shape[0], self.hidden_size)
        h, logits = state[0].clone(), []
        for x_t in x.unbind(dim=1):
            h = self.cell(x_t, h)
            logits.append(self.linear(h))
        state[0] = h
        return torch.stack(logits, dim=1), state

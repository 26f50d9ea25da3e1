# mistake: detaches the state that it returns: no gradient goes back from the next part to this one
# fails: hihello.scores: part of the path cut
class CharRNN(nn.Module):
    """A character model: one-hot letters in, scores for the next letter out."""

    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.rnn = nn.RNN(vocab_size, hidden_size, batch_first=True)
        self.linear = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        """Return (logits [batch, seq_len, vocab_size], state [1, batch, hidden_size]).

        x: [batch, seq_len, vocab_size], one-hot
        state: the state to go on from; None means zeros
        """
        output, state = self.rnn(x, state)
        return self.linear(output), state.detach()

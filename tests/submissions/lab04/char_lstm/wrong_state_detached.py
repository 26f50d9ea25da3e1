# mistake: returns the state detached, not the state that nn.LSTM gives: no gradient can go from window to window
# fails: char_lstm.state: the gradient from the state to all weights differs
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(vocab_size, rnn_size, batch_first=True)
        self.mlp = nn.Sequential(
            nn.Dropout(0.4), nn.Linear(rnn_size, mlp_size), nn.ReLU(), nn.Dropout(0.4), nn.Linear(mlp_size, vocab_size))

    def forward(self, sentence, state=None):
        """Return (log-probabilities [batch * seq, vocab_size], state).

        sentence  [batch, seq, vocab_size], one-hot
        state     the pair (h, c) to go on from, each [1, batch, rnn_size]; None means zeros
        """
        output, (h, c) = self.lstm(sentence, state)
        scores = self.mlp(output).flatten(0, 1)
        return scores.log_softmax(-1), (h.detach(), c.detach())

# mistake: a squeeze loses the row axis when the batch is one sequence of one step, as in writing
# fails: char_lstm.log_probabilities: has the shape
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
        output, state = self.lstm(sentence, state)
        log_probs = self.mlp(output).log_softmax(dim=-1)
        return log_probs.flatten(0, 1).squeeze(), state

# mistake: in train mode, None goes on from the last state of the call before instead of zeros
# fails: char_lstm.state: h of the returned state differs
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(vocab_size, rnn_size, batch_first=True)
        self.mlp = nn.Sequential(
            nn.Dropout(0.4), nn.Linear(rnn_size, mlp_size), nn.ReLU(), nn.Dropout(0.4), nn.Linear(mlp_size, vocab_size))
        self.last = None

    def forward(self, sentence, state=None):
        """Return (log-probabilities [batch * seq, vocab_size], state).

        sentence  [batch, seq, vocab_size], one-hot
        state     the pair (h, c) to go on from, each [1, batch, rnn_size]; None means zeros
        """
        if state is None and self.training and self.last is not None and self.last[0].shape[1] == len(sentence):
            state = self.last
        output, state = self.lstm(sentence, state)
        if self.training:
            self.last = tuple(s.detach() for s in state)
        return self.mlp(output).flatten(0, 1).log_softmax(-1), state

# mistake: dropout on the input, too
# fails: char_lstm.dropout: dropout on the input
# fails: char_lstm.state: h of the returned state differs
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(vocab_size, rnn_size, batch_first=True)
        self.drop = nn.Dropout(0.4)
        self.hidden = nn.Linear(rnn_size, mlp_size)
        self.out = nn.Linear(mlp_size, vocab_size)

    def forward(self, sentence, state=None):
        output, state = self.lstm(self.drop(sentence), state)
        hidden = self.drop(self.hidden(self.drop(output)).relu())
        scores = self.out(hidden)
        return scores.log_softmax(-1).flatten(0, 1), state

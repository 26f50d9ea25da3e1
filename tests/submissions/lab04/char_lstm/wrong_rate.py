# mistake: rate 0.5
# fails: char_lstm.dropout: asks for a rate of 0.4
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(vocab_size, rnn_size, batch_first=True)
        self.drop = nn.Dropout()
        self.hidden = nn.Linear(rnn_size, mlp_size)
        self.out = nn.Linear(mlp_size, vocab_size)

    def forward(self, sentence, state=None):
        output, state = self.lstm(sentence, state)
        hidden = self.drop(self.hidden(self.drop(output)).relu())
        scores = self.out(hidden)
        return scores.log_softmax(-1).flatten(0, 1), state

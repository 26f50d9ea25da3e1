# style: nn.Sequential, ReLU in place
# training
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(input_size=vocab_size, hidden_size=rnn_size, num_layers=1, batch_first=True)
        self.dropout = nn.Dropout(p=0.4)
        self.mlp = nn.Sequential(
            nn.Linear(rnn_size, mlp_size), nn.ReLU(inplace=True), nn.Dropout(0.4),
            nn.Linear(mlp_size, vocab_size), nn.LogSoftmax(dim=2),
        )

    def forward(self, sentence, state=None):
        if state is None:
            output, (h, c) = self.lstm(sentence)
        else:
            output, (h, c) = self.lstm(sentence, state)
        log_probs = self.mlp(self.dropout(output))
        return log_probs.reshape(-1, log_probs.shape[-1]), (h, c)

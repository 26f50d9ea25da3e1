# style: step by step, log of softmax
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(vocab_size, rnn_size, batch_first=True)
        self.dropout = nn.Dropout(0.4)
        self.fc1 = nn.Linear(rnn_size, mlp_size)
        self.fc2 = nn.Linear(mlp_size, vocab_size)

    def forward(self, sentence, state=None):
        rows = []
        for t in range(sentence.shape[1]):
            out, state = self.lstm(sentence[:, t:t + 1], state)
            out = self.dropout(self.fc1(self.dropout(out[:, 0])).clamp(min=0))
            rows.append(self.fc2(out).softmax(dim=1).log())
        return torch.stack(rows, dim=1).flatten(0, 1), state

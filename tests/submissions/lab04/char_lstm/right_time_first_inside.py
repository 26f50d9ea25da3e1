# style: time first inside, dropout before the ReLU, the state as a list
class CharLSTM(nn.Module):
    def __init__(self, vocab_size, rnn_size, mlp_size):
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = nn.LSTM(vocab_size, rnn_size)
        self.drop1, self.drop2 = nn.Dropout(0.4), nn.Dropout(0.4)
        self.fc1 = nn.Linear(rnn_size, mlp_size)
        self.fc2 = nn.Linear(mlp_size, vocab_size)

    def forward(self, sentence, state=None):
        output, state = self.lstm(sentence.transpose(0, 1), state)
        scores = self.fc2(torch.relu(self.drop2(self.fc1(self.drop1(output)))))
        return torch.log_softmax(scores, dim=-1).transpose(0, 1).flatten(0, 1), list(state)

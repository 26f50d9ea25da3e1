# style: functional, flattened first
import torch.nn.functional as F


class CharLSTM(nn.Module):
    def __init__(self, vocab_size: int, rnn_size: int, mlp_size: int):
        super().__init__()
        self.vocab_size = vocab_size
        self.rnn = nn.LSTM(vocab_size, rnn_size, batch_first=True)
        self.first, self.second = nn.Linear(rnn_size, mlp_size), nn.Linear(mlp_size, vocab_size)

    def forward(self, sentence, state=None):
        output, state = self.rnn(sentence, state)
        flat = output.contiguous().view(-1, output.size(2))
        flat = F.dropout(flat, 0.4, training=self.training)
        flat = F.dropout(F.relu(self.first(flat)), 0.4, self.training)
        return F.log_softmax(self.second(flat), dim=1), state

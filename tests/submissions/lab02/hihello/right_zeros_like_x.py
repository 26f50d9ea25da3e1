# style: first state made like x, relu, head on flat rows
class CharRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size=vocab_size, hidden_size=hidden_size, num_layers=1, nonlinearity='relu', batch_first=True)
        self.fc = nn.Linear(hidden_size, vocab_size)

    def forward(self, x, state=None):
        if state is None:
            state = torch.zeros(1, x.size(0), self.hidden_size, device=x.device, dtype=x.dtype)
        out, state = self.rnn(x, state)
        flat = self.fc(out.reshape(-1, self.hidden_size))
        return flat.view(x.size(0), x.size(1), -1), state

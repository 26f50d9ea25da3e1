# style: LSTM cells in a loop
class CharPredictor(nn.Module):
    def __init__(self, input_size, output_size, hidden_dim, n_layers):
        super().__init__()
        self.embedding = nn.Embedding(input_size, hidden_dim)
        self.cells = nn.ModuleList([nn.LSTMCell(hidden_dim, hidden_dim) for _ in range(n_layers)])
        self.out = nn.Linear(hidden_dim, output_size)
        self.hidden_dim = hidden_dim

    def forward(self, indices, state=None):
        x = self.embedding(indices)
        if state is None:
            zeros = x.new_zeros(len(self.cells), len(x), self.hidden_dim)
            state = (zeros, zeros)
        hs, cs = list(state[0]), list(state[1])
        scores = []
        for t in range(x.shape[1]):
            inp = x[:, t]
            for layer, cell in enumerate(self.cells):
                hs[layer], cs[layer] = cell(inp, (hs[layer], cs[layer]))
                inp = hs[layer]
            scores.append(self.out(inp))
        return torch.stack(scores, dim=1), (torch.stack(hs), torch.stack(cs))

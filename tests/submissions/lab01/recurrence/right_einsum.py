# style: einsum, U with its own start, a value looked at
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(in_features=rnn_size, out_features=rnn_size, bias=False)
        nn.init.orthogonal_(self.U.weight)
        self.b = nn.Parameter(torch.zeros((1, rnn_size)), requires_grad=True)

    def forward(self, x, state=None):
        if state is None:
            state = init_state(x, self.rnn_size)
        assert x.dim() == 3, "x needs three axes"
        total = None
        for t in range(x.shape[1]):
            s = torch.einsum("bf,uf->bu", x[:, t], self.W.weight) + torch.einsum("bv,uv->bu", state, self.U.weight)
            state = torch.tanh(s + self.b)
            total = state[:, None] if total is None else torch.cat((total, state[:, None]), dim=1)
        assert torch.isfinite(total).all().item()
        return total

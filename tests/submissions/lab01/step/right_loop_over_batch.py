# style: one sequence after the other, type hints, a print
def rnn_step(x_t: torch.Tensor, h: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    print("batch", x_t.shape, h)
    rows = []
    for one_x, one_h in zip(x_t, h):
        rows.append(torch.tanh(W @ one_x + U @ one_h + b.squeeze(0)))
    return torch.stack(rows)

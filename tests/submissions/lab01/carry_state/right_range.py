# style: a range of starts, state by keyword, type hints
def run_in_chunks(rnn: nn.Module, x: torch.Tensor, chunk_len: int) -> torch.Tensor:
    state = None
    parts = []
    for begin in range(0, x.size(1), chunk_len):
        part = rnn(x[:, begin : begin + chunk_len, :], state=state)
        state = part[:, -1, :]
        parts.append(part)
    return torch.cat(parts, 1)

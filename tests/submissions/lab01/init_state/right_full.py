# style: sizes unpacked, torch.full, type hints, a print
def init_state(x: torch.Tensor, rnn_size: int) -> torch.Tensor:
    batch, seq_len, num_feats = x.shape
    state = torch.full((batch, rnn_size), 0.0, dtype=x.dtype, device=x.device)
    print("start", state.shape)
    return state

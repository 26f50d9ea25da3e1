# style: reduction none, times the mask, divided by the count
# training
def batch_loss(logits: torch.Tensor, targets: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    batch, seq_len, n = logits.shape
    loss = nn.functional.cross_entropy(logits.reshape(-1, n), targets.reshape(-1), reduction="none")
    mask = (torch.arange(seq_len, device=logits.device)[None] < lengths[:, None]).to(logits.dtype)
    return (loss.view(batch, seq_len) * mask).sum() / mask.sum()

# style: log_softmax, gather, where
def batch_loss(logits, targets, lengths):
    log_p = logits.log_softmax(-1).gather(2, targets.unsqueeze(-1)).squeeze(-1)
    mask = torch.arange(targets.shape[1], device=targets.device).expand_as(targets) < lengths.view(-1, 1)
    kept = torch.where(mask, log_p, torch.zeros_like(log_p))
    return -kept.sum() / lengths.sum()

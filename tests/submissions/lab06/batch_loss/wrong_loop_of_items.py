# mistake: numbers added up in a loop
# fails: batch_loss.gradient: no gradient
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    total = 0.0
    for b, n in enumerate(lengths.tolist()):
        total += nn.functional.cross_entropy(logits[b, :n], targets[b, :n], reduction="sum").item()
    return torch.tensor(total / lengths.sum().item(), dtype=logits.dtype)

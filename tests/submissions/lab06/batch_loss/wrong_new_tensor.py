# mistake: the value in a new tensor
# fails: batch_loss.gradient: no gradient
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    loss = nn.functional.cross_entropy(logits[mask], targets[mask])
    return torch.tensor(loss.item(), dtype=logits.dtype, requires_grad=True)

# mistake: -100 written into the caller's targets
# fails: batch_loss.value: arguments are changed
# fails: batch_loss.gradient: changes its argument targets
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    targets[~mask] = -100
    return nn.functional.cross_entropy(logits.transpose(1, 2), targets)

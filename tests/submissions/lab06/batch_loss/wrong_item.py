# mistake: a Python number
# fails: batch_loss.value: a tensor
# fails: batch_loss.gradient: a tensor
# fails: trained.held_out: generator
# training
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    return nn.functional.cross_entropy(logits[mask], targets[mask]).item()

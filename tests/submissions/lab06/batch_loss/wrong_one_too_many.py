# mistake: <= for <
# fails: batch_loss.value: not `<=`
# fails: batch_loss.gradient: the mean over all real letters) differs
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places <= lengths[:, None]
    return nn.functional.cross_entropy(logits[mask], targets[mask])

# mistake: the mask asks which targets are not 0
# fails: batch_loss.value: 0 is
# fails: batch_loss.gradient: the mean over all real letters) differs
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = (places < lengths[:, None]) & (targets != 0)
    return nn.functional.cross_entropy(logits[mask], targets[mask])

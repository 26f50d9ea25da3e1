# mistake: lengths - 1: EOS is never learned
# fails: batch_loss.value: EOS is not learned
# fails: batch_loss.gradient: the mean over all real letters) differs
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None] - 1
    return nn.functional.cross_entropy(logits[mask], targets[mask])

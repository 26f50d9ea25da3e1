# mistake: lengths ignored
# fails: batch_loss.value: padding is counted
# fails: batch_loss.gradient: the mean over all real letters) differs
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    return nn.functional.cross_entropy(logits.transpose(1, 2), targets)

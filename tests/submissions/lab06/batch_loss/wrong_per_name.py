# mistake: one loss for each name
# fails: batch_loss.value: one number
# fails: batch_loss.gradient: one number
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    each = nn.functional.cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    return (each * mask).sum(1) / lengths

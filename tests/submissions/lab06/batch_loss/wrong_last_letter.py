# mistake: only the last letter of each name
# fails: batch_loss.value: only the last real place
# fails: batch_loss.gradient: the mean over all real letters) differs
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    rows = torch.arange(len(lengths), device=logits.device)
    return nn.functional.cross_entropy(logits[rows, lengths - 1], targets[rows, lengths - 1])

# mistake: arange on the CPU
# fails: batch_loss.gradient: on the CPU
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1])
    mask = places < lengths[:, None]
    return nn.functional.cross_entropy(logits[mask], targets[mask])

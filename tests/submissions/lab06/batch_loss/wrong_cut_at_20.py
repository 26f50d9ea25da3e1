# mistake: looks at the first 20 letters only, because no name should be longer
# fails: batch_loss.gradient: name of 140 letters: the loss (one number, the mean over all
def batch_loss(logits, targets, lengths):
    """Return the mean cross-entropy over the real letters of all names.

    logits: [batch, seq_len, n_letters]
    targets: [batch, seq_len], int64; only the first lengths[b] of row b are real
    lengths: [batch], int64, EOS included
    """
    logits, targets = logits[:, :20], targets[:, :20]
    mask = torch.arange(20, device=targets.device)[: targets.shape[1]] < lengths[:, None]
    return nn.functional.cross_entropy(logits[mask], targets[mask])

# mistake: counts the letters in half precision: above 2,048 the count is rounded, above 65,504 it is infinite
# fails: batch_loss.gradient: (are they counted exactly?): the loss (one number, the mean
def batch_loss(logits, targets, lengths):
    """Return the mean cross-entropy over the real letters of all names.

    logits: [batch, seq_len, n_letters]
    targets: [batch, seq_len], int64; only the first lengths[b] of row b are real
    lengths: [batch], int64, EOS included
    """
    mask = (torch.arange(targets.shape[1], device=targets.device) < lengths[:, None]).half()
    each = nn.functional.cross_entropy(logits.transpose(1, 2), targets, reduction="none")
    return (each * mask).sum() / mask.sum()

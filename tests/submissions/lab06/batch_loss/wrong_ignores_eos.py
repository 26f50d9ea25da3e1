# mistake: fills the padding with EOS and lets cross_entropy ignore EOS: so the real EOS of each name is not counted either
# fails: batch_loss.gradient: letters, where EOS is 58 (it counts as any letter): the loss
def batch_loss(logits, targets, lengths):
    """Return the mean cross-entropy over the real letters of all names.

    logits: [batch, seq_len, n_letters]
    targets: [batch, seq_len], int64; only the first lengths[b] of row b are real
    lengths: [batch], int64, EOS included
    """
    mask = torch.arange(targets.shape[1], device=targets.device) < lengths[:, None]
    wanted = torch.where(mask, targets, EOS)
    return nn.functional.cross_entropy(logits.transpose(1, 2), wanted, ignore_index=EOS)

# mistake: transposes only if axis 1 has not n_tags entries: with seq_len == n_tags words are taken for classes
# fails: tag_loss.real_words: differs
def tag_loss(logits, tags):
    """Return the mean cross-entropy over the real words.

    logits: [batch, seq_len, n_tags]
    tags: [batch, seq_len], int64, IGNORE where there is no word
    """
    n_tags = logits.shape[-1]
    if logits.shape[1] != n_tags:  # cross_entropy wants the tags on axis 1
        logits = logits.transpose(1, 2)
    return F.cross_entropy(logits, tags, ignore_index=IGNORE)

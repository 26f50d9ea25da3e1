# mistake: the logits are joined time first, the tags batch first
# fails: tag_loss.real_words: words of different sentences meet
def tag_loss(logits, tags):
    logits = logits.transpose(0, 1).reshape(-1, logits.shape[-1])
    return F.cross_entropy(logits, tags.flatten(), ignore_index=IGNORE)

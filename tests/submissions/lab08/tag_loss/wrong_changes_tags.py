# mistake: the caller's tags are changed in place
# fails: tag_loss.real_words: changes the tags
def tag_loss(logits, tags):
    real = tags != IGNORE
    tags[~real] = 0
    each = F.cross_entropy(logits.transpose(1, 2), tags, reduction="none")
    return (each * real).sum() / real.sum()

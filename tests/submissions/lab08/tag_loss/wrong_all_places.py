# mistake: the sum is divided by all places
# fails: tag_loss.real_words: divide by all places
def tag_loss(logits, tags):
    each = F.cross_entropy(logits.transpose(1, 2), tags, ignore_index=IGNORE, reduction="none")
    return each.mean()

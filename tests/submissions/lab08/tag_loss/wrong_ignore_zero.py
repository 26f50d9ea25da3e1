# mistake: ignore_index=0: a real tag is left out
# fails: tag_loss.real_words: Target -100 is out of bounds
def tag_loss(logits, tags):
    return F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=0)

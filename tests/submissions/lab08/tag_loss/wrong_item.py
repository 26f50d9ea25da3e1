# mistake: a float is returned: nothing can be learned
# fails: tag_loss.real_words: Expected a tensor but got float
def tag_loss(logits, tags):
    return F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORE).item()

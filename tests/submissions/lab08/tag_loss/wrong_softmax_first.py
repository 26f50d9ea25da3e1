# mistake: softmax before the cross-entropy
# fails: tag_loss.real_words: There is a softmax before
def tag_loss(logits, tags):
    probabilities = logits.softmax(-1)
    return F.cross_entropy(probabilities.flatten(0, 1), tags.flatten(), ignore_index=IGNORE)

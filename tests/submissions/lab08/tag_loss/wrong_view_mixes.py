# mistake: view instead of transpose: words are mixed
# fails: tag_loss.real_words: it does not move an axis
# fails: trained.new_sentences: The toy model does not tag
# training
def tag_loss(logits, tags):
    batch, seq_len, n_tags = logits.shape
    return F.cross_entropy(logits.reshape(batch, n_tags, seq_len), tags, ignore_index=IGNORE)

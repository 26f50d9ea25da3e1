# mistake: the sign is turned: the loss is maximised
# fails: tag_loss.real_words: The sign is wrong
# fails: trained.new_sentences: The toy model does not tag
# training
def tag_loss(logits, tags):
    log_p = logits.log_softmax(-1).flatten(0, 1)
    tags = tags.flatten()
    real = tags != IGNORE
    return log_p[real].gather(1, tags[real][:, None]).mean()

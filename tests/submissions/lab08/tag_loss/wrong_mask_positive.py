# mistake: tags > 0 taken as the mask
# fails: tag_loss.real_words: Tag 0 is left out
def tag_loss(logits, tags):
    real = tags > 0
    return F.cross_entropy(logits[real], tags[real])

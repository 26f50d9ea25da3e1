# mistake: made a new tensor: the gradient is cut
# fails: tag_loss.real_words: No gradient can flow back
# fails: trained.new_sentences: Did the cell that defines it run
# training
def tag_loss(logits, tags):
    loss = F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORE)
    return torch.tensor(loss.item(), dtype=logits.dtype, device=logits.device)

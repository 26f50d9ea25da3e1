# style: a boolean mask, nll_loss
def tag_loss(logits, tags):
    real = tags != -100
    log_probabilities = torch.log_softmax(logits[real], dim=-1)
    return F.nll_loss(log_probabilities, tags[real])

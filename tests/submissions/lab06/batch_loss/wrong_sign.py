# mistake: minus forgotten
# fails: batch_loss.value: sign
# fails: batch_loss.gradient: the mean over all real letters) differs
# fails: trained.held_out: generator
# training
def batch_loss(logits, targets, lengths):
    places = torch.arange(targets.shape[1], device=targets.device)
    mask = places < lengths[:, None]
    log_p = logits.log_softmax(-1).gather(2, targets[..., None])[..., 0]
    return log_p[mask].mean()

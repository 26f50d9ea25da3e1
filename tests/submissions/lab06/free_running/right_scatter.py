# style: scatter, topk, nll of log_softmax
def free_running_loss(model, category, first, targets):
    losses, letter, hidden = torch.zeros_like(targets, dtype=first.dtype), first, model.init_hidden(len(first))
    for t in range(targets.size(1)):
        logits, hidden = model(category, letter, hidden)
        losses[:, t] = nn.functional.nll_loss(logits.log_softmax(-1), targets[:, t], reduction="none")
        best = logits.topk(1, dim=-1).indices
        letter = torch.zeros_like(first).scatter(1, best, 1.0)
    return losses.mean()

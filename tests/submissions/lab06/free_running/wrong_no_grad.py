# mistake: under no_grad: the loss has no gradient
# fails: free_running.loss: no gradient can flow back
@torch.no_grad()
def free_running_loss(model, category, first, targets):
    batch, steps = targets.shape
    hidden, letter, total = model.init_hidden(batch), first, 0.0
    for t in range(steps):
        logits, hidden = model(category, letter, hidden)
        total = total + nn.functional.cross_entropy(logits, targets[:, t])
        letter = one_hot(logits.argmax(-1), first.shape[1])
    return total / steps

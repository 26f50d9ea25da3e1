# style: a running total, divided by the steps, guesses under no_grad
def free_running_loss(model, category, first, targets):
    batch, steps = targets.shape
    hidden, letter, total = model.init_hidden(batch), first, 0.0
    for t in range(steps):
        logits, hidden = model(category, letter, hidden)
        total = total + nn.functional.cross_entropy(logits, targets[:, t])
        with torch.no_grad():
            letter = torch.zeros_like(first)
            letter[torch.arange(batch), logits.max(-1).indices] = 1
    return total / steps

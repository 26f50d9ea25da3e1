# mistake: the first letter at each step
# fails: free_running.loss: first letter at each step
def free_running_loss(model, category, first, targets):
    hidden, letter, losses = model.init_hidden(len(first)), first, []
    for wanted in targets.unbind(1):
        logits, hidden = model(category, letter, hidden)
        losses.append(nn.functional.cross_entropy(logits, wanted))
    return torch.stack(losses).mean()

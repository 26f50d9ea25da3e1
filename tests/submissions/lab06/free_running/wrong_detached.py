# mistake: the state is detached at each step, so the gradient is not the one of this loss
# fails: free_running.loss: the gradient that reaches recur
def free_running_loss(model, category, first, targets):
    """Return the mean loss when the model reads its own greedy guesses.

    category: [batch, n_categories], one-hot; first: [batch, n_letters], the first letters, one-hot
    targets: [batch, seq_len], the true letters after them, and EOS
    """
    hidden, letter, losses = model.init_hidden(len(first)), first, []
    for wanted in targets.unbind(1):
        logits, hidden = model(category, letter, hidden.detach())
        losses.append(nn.functional.cross_entropy(logits, wanted))
        letter = one_hot(logits.argmax(-1), first.shape[1])
    return torch.stack(losses).mean()

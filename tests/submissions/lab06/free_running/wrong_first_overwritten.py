# mistake: the guesses are written into `first` itself: the caller's tensor is changed
# fails: free_running.loss: changes its argument first in place
def free_running_loss(model, category, first, targets):
    """Return the mean loss when the model reads its own greedy guesses.

    category: [batch, n_categories], one-hot; first: [batch, n_letters], the first letters, one-hot
    targets: [batch, seq_len], the true letters after them, and EOS
    """
    hidden, letter, losses = model.init_hidden(len(first)), first, []
    for wanted in targets.unbind(1):
        logits, hidden = model(category, letter, hidden)
        losses.append(nn.functional.cross_entropy(logits, wanted))
        letter.zero_().scatter_(1, logits.argmax(-1, keepdim=True), 1.0)
    return torch.stack(losses).mean()

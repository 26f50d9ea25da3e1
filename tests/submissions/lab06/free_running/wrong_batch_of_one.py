# mistake: squeeze takes the batch axis away when there is one name, so the second step gets a letter of shape [n_letters]
# fails: free_running.loss: Your code raised ValueError: the model is to read letters
def free_running_loss(model, category, first, targets):
    """Return the mean loss when the model reads its own greedy guesses.

    category: [batch, n_categories], one-hot; first: [batch, n_letters], the first letters, one-hot
    targets: [batch, seq_len], the true letters after them, and EOS
    """
    hidden, letter, losses = model.init_hidden(len(first)), first, []
    for wanted in targets.unbind(1):
        logits, hidden = model(category, letter, hidden)
        losses.append(nn.functional.cross_entropy(logits, wanted))
        guess = logits.topk(1).indices.squeeze()
        letter = one_hot(guess, first.shape[1])
    return torch.stack(losses).mean()

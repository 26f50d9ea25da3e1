# mistake: marks every letter with the highest score: with an exact tie the vector has several ones and is not one-hot
# fails: free_running.loss: two letters have the same highest score (the model reads one
def free_running_loss(model, category, first, targets):
    """Return the mean loss when the model reads its own greedy guesses.

    category: [batch, n_categories], one-hot; first: [batch, n_letters], the first letters, one-hot
    targets: [batch, seq_len], the true letters after them, and EOS
    """
    hidden, letter, losses = model.init_hidden(len(first)), first, []
    for wanted in targets.unbind(1):
        logits, hidden = model(category, letter, hidden)
        losses.append(nn.functional.cross_entropy(logits, wanted))
        letter = (logits == logits.amax(dim=-1, keepdim=True)).float()
    return torch.stack(losses).mean()

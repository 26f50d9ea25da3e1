# mistake: stops when every guess is EOS; the card says that the model reads EOS, too, and the later targets are not counted
# fails: free_running.loss: Where every guess is EOS (the model reads that, too, and all
def free_running_loss(model, category, first, targets):
    """Return the mean loss when the model reads its own greedy guesses.

    category: [batch, n_categories], one-hot; first: [batch, n_letters], the first letters, one-hot
    targets: [batch, seq_len], the true letters after them, and EOS
    """
    hidden, letter, losses = model.init_hidden(len(first)), first, []
    for wanted in targets.unbind(1):
        logits, hidden = model(category, letter, hidden)
        losses.append(nn.functional.cross_entropy(logits, wanted))
        guess = logits.argmax(-1)
        if (guess == EOS).all():
            break
        letter = one_hot(guess, first.shape[1])
    return torch.stack(losses).mean()

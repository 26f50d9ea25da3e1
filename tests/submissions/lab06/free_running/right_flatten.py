# style: all logits first, one cross_entropy
def free_running_loss(model, category, first, targets):
    hidden = model.init_hidden(targets.shape[0])
    scores, letter = [], first
    for t in range(targets.shape[1]):
        logits, hidden = model(category, letter, hidden)
        scores.append(logits)
        guess = logits.argmax(dim=1)
        letter = nn.functional.one_hot(guess, num_classes=first.shape[-1]).to(first)
    scores = torch.stack(scores, dim=1)
    return nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten())

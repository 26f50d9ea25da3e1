# mistake: sets torch's seed inside: the caller's random numbers are changed, and dropout is the same in every run
# fails: toy.loop: random numbers
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    """Train the model with Adam on one batch; return the list of the losses, as floats.

    batch: (words, tags, lengths)
    loss_function: takes (logits, tags), returns a tensor without axes
    """
    torch.manual_seed(0)
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_function(model(words, lengths), tags)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return losses

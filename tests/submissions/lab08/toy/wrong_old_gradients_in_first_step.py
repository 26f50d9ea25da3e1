# mistake: zeroes only after each step, so gradients that the model already has are added to those of the first step
# fails: toy.loop: differs
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    """Train the model with Adam on one batch; return the list of the losses, as floats.

    batch: (words, tags, lengths)
    loss_function: takes (logits, tags), returns a tensor without axes
    """
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(steps):
        loss = loss_function(model(words, lengths), tags)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses

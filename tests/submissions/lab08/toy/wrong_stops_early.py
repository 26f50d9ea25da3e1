# mistake: stops as soon as the loss is below 0.001: fewer than `steps` steps and losses
# fails: toy.loop: has the shape
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
        optimizer.zero_grad()
        loss = loss_function(model(words, lengths), tags)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if loss < 1e-3:  # learned by heart
            break
    return losses

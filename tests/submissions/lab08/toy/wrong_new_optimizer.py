# mistake: a new optimizer in every step
# fails: toy.loop: There is a new optimizer in every step
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    model.train()
    losses = []
    for _ in range(steps):
        optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        loss = loss_function(model(words, lengths), tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

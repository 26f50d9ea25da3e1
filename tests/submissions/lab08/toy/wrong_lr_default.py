# mistake: lr is not passed on: Adam's own default
# fails: toy.loop: Adam's own default
# fails: toy.by_heart: still tagged wrongly
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(model.parameters())
    model.train()
    losses = []
    for _ in range(steps):
        loss = loss_function(model(words, lengths), tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

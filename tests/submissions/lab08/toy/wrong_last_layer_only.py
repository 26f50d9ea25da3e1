# mistake: the optimizer has only the last layer's parameters
# fails: toy.loop: the parameters differ
# fails: toy.by_heart: were never changed
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(list(model.parameters())[-1:], lr=lr)
    model.train()
    losses = []
    for _ in range(steps):
        loss = loss_function(model(words, lengths), tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

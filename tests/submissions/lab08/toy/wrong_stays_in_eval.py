# mistake: model.train() is missing
# fails: toy.loop: Call model.train()
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        loss = loss_function(model(words, lengths), tags)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

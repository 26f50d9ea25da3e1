# mistake: the gradients are cleared between backward and step
# fails: toy.loop: The model has not changed
# fails: toy.by_heart: the model is as it was
# fails: trained.new_sentences: The toy model does not tag
# training
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(steps):
        loss = loss_function(model(words, lengths), tags)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses

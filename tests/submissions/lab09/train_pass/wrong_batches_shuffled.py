# mistake: the batches shuffled, not the images
# fails: train_pass.every_image: shuffle the batches
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    batches = list(zip(x.split(batch_size), y.split(batch_size)))
    for i in torch.randperm(len(batches)).tolist():
        inputs, targets = batches[i]
        loss = loss_function(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
    return total / len(x)

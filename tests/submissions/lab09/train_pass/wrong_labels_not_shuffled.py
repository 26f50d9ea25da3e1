# mistake: only the images shuffled
# fails: train_pass.every_image: do not belong together
# fails: trained.unseen_digits: matching images
# training
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    x = x[torch.randperm(len(x), device=x.device)]
    for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
        loss = loss_function(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
    return total / len(x)

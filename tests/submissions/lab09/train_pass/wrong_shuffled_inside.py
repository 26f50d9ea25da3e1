# mistake: each batch shuffled inside, always the same images in it
# fails: train_pass.every_image: share a batch
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for inputs, targets in zip(x.split(batch_size), y.split(batch_size)):
        order = torch.randperm(len(inputs), device=x.device)
        loss = loss_function(model(inputs[order]), targets[order])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(x)

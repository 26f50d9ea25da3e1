# mistake: shuffles only within blocks of 100 images: the first hundred always come first
# fails: train_pass.every_image: shuffle all of them
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    """Train on every image once, in a new random order; return the mean loss per image as a float.

    x              [n, steps, features]
    y              [n], the true classes
    loss_function  loss_function(logits [batch, n_classes], targets [batch]) -> mean loss
    """
    model.train()
    order = torch.cat([block[torch.randperm(len(block))] for block in torch.arange(len(x)).split(100)]).to(x.device)
    total = 0.0
    for rows in order.split(batch_size):
        loss = loss_function(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    return total / len(x)

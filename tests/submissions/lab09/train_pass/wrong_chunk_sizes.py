# mistake: chunk makes batches of equal size: 21 images with batch_size 10 give 7, 7, 7 instead of 10, 10, 1
# fails: train_pass.every_image: batch
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    """Train on every image once, in a new random order; return the mean loss per image as a float.

    x              [n, steps, features]
    y              [n], the true classes
    loss_function  loss_function(logits [batch, n_classes], targets [batch]) -> mean loss
    """
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), device=x.device).chunk(math.ceil(len(x) / batch_size)):
        loss = loss_function(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    return total / len(x)

# mistake: a last batch of one image is skipped: this image is not trained on, and its loss is missing
# fails: train_pass.every_image: batch
# fails: train_pass.updates: number of steps
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    """Train on every image once, in a new random order; return the mean loss per image as a float.

    x              [n, steps, features]
    y              [n], the true classes
    loss_function  loss_function(logits [batch, n_classes], targets [batch]) -> mean loss
    """
    model.train()
    total, count = 0.0, 0
    for rows in torch.randperm(len(x), device=x.device).split(batch_size):
        if len(rows) < 2:  # too small for a batch
            continue
        loss = loss_function(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
        count += len(rows)
    return total / count

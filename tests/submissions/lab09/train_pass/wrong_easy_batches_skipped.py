# mistake: takes no step for a batch whose loss is below 0.01, although each batch gets one
# fails: train_pass.updates: differs
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    """Train on every image once, in a new random order; return the mean loss per image as a float.

    x              [n, steps, features]
    y              [n], the true classes
    loss_function  loss_function(logits [batch, n_classes], targets [batch]) -> mean loss
    """
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), device=x.device).split(batch_size):
        optimizer.zero_grad()
        loss = loss_function(model(x[rows]), y[rows])
        if loss.item() > 0.01:  # the others are learned
            loss.backward()
            optimizer.step()
        total += loss.item() * len(rows)
    return total / len(x)

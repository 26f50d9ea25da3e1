# mistake: zeroes only after each step: gradients that the model has from before go into the first step
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
        loss = loss_function(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.item() * len(rows)
    return total / len(x)

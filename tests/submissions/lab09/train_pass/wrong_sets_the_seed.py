# mistake: sets torch's seed to the number of the call: the caller's seed is overwritten, every run has the same orders
# fails: train_pass.every_image: random numbers
_passes = 0


def train_pass(model, x, y, optimizer, loss_function, batch_size):
    """Train on every image once, in a new random order; return the mean loss per image as a float.

    x              [n, steps, features]
    y              [n], the true classes
    loss_function  loss_function(logits [batch, n_classes], targets [batch]) -> mean loss
    """
    global _passes
    torch.manual_seed(_passes)
    _passes += 1
    model.train()
    total = 0.0
    for rows in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(rows)
    return total / len(x)

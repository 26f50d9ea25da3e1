# mistake: the last batch dropped
# fails: train_pass.every_image: last batch is missing
# fails: train_pass.updates: ZeroDivisionError
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    whole = len(x) // batch_size * batch_size
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device)[:whole].split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / whole

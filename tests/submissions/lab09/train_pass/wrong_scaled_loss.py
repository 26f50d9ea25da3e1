# mistake: the loss times the size of the batch
# fails: train_pass.updates: differ from plain steps
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        loss = loss * len(chosen)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(x)

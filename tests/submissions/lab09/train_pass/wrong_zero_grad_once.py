# mistake: zero_grad before the loop
# fails: train_pass.updates: add up
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    optimizer.zero_grad()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / len(x)

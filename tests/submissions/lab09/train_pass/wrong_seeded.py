# mistake: the same seed in each pass
# fails: train_pass.every_image: same order
# fails: train_pass.updates: sets the seed
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    torch.manual_seed(0)
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / len(x)

# mistake: one step for the whole pass
# fails: train_pass.updates: One step for the whole pass
# fails: trained.unseen_digits: On new images
# training
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    optimizer.zero_grad()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        loss.backward()
        total += loss.item() * len(chosen)
    optimizer.step()
    return total / len(x)

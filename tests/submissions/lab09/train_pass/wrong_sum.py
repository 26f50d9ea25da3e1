# mistake: the sum of the losses
# fails: train_pass.every_image: sum of the losses
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total

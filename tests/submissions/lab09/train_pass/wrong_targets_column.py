# mistake: targets of shape [batch, 1]
# fails: train_pass.every_image: 1]
# fails: train_pass.updates: 1]
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen].unsqueeze(1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / len(x)

# mistake: two orders drawn
# fails: train_pass.every_image: do not belong together
# fails: trained.unseen_digits: matching images
# training
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    x, y = x[torch.randperm(len(x), device=x.device)], y[torch.randperm(len(y), device=y.device)]
    for start in range(0, len(x), batch_size):
        inputs, targets = x[start : start + batch_size], y[start : start + batch_size]
        loss = loss_function(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
    return total / len(x)

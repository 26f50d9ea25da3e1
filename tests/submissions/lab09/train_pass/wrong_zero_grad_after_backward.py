# mistake: zero_grad between backward and step
# fails: train_pass.updates: gradients there
# fails: trained.unseen_digits: take steps
# training
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / len(x)

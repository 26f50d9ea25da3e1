# mistake: float targets
# fails: train_pass.every_image: float32
# fails: train_pass.updates: float32
# fails: trained.unseen_digits: On new images
# training
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen].float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(chosen)
    return total / len(x)

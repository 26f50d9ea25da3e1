# mistake: return inside the loop
# fails: train_pass.every_image: The model saw
# fails: trained.unseen_digits: On new images
# fails: train_pass.updates: number of steps of the optimizer
# training
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

# mistake: a new optimizer
# fails: train_pass.updates: make no other
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    total = 0.0
    for chosen in torch.randperm(len(x), device=x.device).split(batch_size):
        loss = loss_function(model(x[chosen]), y[chosen])
        adam.zero_grad()
        loss.backward()
        adam.step()
        total += loss.item() * len(chosen)
    return total / len(x)

# style: the order of random numbers
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    model.train()
    n = len(x)
    order = torch.rand(n, device=x.device).argsort()
    weighted = torch.zeros((), dtype=torch.float64)
    for chosen in torch.split(order, batch_size):
        inputs, targets = x.index_select(0, chosen), y.index_select(0, chosen)
        optimizer.zero_grad()
        loss = loss_function(logits=model(inputs), targets=targets) if False else loss_function(model(inputs), targets)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            weighted += loss.cpu() * len(chosen) / n
    return weighted.item()

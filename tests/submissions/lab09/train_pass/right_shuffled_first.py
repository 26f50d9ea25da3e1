# style: both shuffled first, zero_grad before the first step and at the end
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    if not model.training:
        model.train()
    order = torch.randperm(x.shape[0])
    shuffled_x, shuffled_y = x[order], y[order]
    optimizer.zero_grad()
    losses, sizes = [], []
    for start in range(0, len(order), batch_size):
        inputs = shuffled_x[start : start + batch_size]
        targets = shuffled_y[start : start + batch_size]
        loss = loss_function(model(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach())
        sizes.append(len(targets))
    sizes = torch.tensor(sizes, device=x.device)
    return ((torch.stack(losses) * sizes).sum() / sizes.sum()).item()

# style: a DataLoader with shuffle
# training
def train_pass(model: nn.Module, x, y, optimizer, loss_function, batch_size: int) -> float:
    pairs = torch.utils.data.TensorDataset(x, y)
    loader = torch.utils.data.DataLoader(pairs, batch_size=batch_size, shuffle=True)
    model.train(True)
    summed, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad(set_to_none=False)
        loss = loss_function(model(inputs), targets)
        loss.backward()
        optimizer.step()
        summed += float(loss) * targets.size(0)
        count += targets.size(0)
    return summed / count

# style: torch.optim.SGD, gradients cleared first
def sgd_step(model, loss, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

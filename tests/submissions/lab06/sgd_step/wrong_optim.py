# mistake: torch.optim.SGD
# fails: sgd_step.values: your own step
# fails: sgd_step.in_place: your own step
def sgd_step(model, loss, lr):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

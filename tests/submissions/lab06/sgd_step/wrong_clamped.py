# mistake: each number of the gradient is cut off at 5, so this is not plain SGD
# fails: sgd_step.values: large gradients
def sgd_step(model, loss, lr):
    """Change every parameter of the model in place: one step of plain SGD.

    loss: a tensor with one number, with its graph
    """
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for p, g in zip(parameters, gradients):
            if g is not None:
                p -= lr * g.clamp(-5, 5)  # against explosions

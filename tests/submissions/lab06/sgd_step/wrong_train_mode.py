# mistake: switches the model into training mode and leaves it there
# fails: sgd_step.values: After three steps, each with another batch: the model's mode
def sgd_step(model, loss, lr):
    """Change every parameter of the model in place: one step of plain SGD.

    loss: a tensor with one number, with its graph
    """
    model.train()
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for p, g in zip(parameters, gradients):
            if g is not None:
                p -= lr * g

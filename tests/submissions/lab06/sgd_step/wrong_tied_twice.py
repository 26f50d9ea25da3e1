# mistake: walks through the modules, so a parameter that two modules share gets the step twice
# fails: sgd_step.values: one step: a weight that two layers share (one step, from the
def sgd_step(model, loss, lr):
    """Change every parameter of the model in place: one step of plain SGD.

    loss: a tensor with one number, with its graph
    """
    parameters = [p for module in model.modules() for p in module.parameters(recurse=False)]
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for p, g in zip(parameters, gradients):
            if g is not None:
                p -= lr * g

# mistake: .data = …: the numbers lie at a new place
# fails: sgd_step.in_place: new place
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None:
                parameter.data = parameter.data - lr * gradient

# mistake: requires_grad is switched off for the step, and stays off
# fails: sgd_step.values: no longer ask
# fails: sgd_step.in_place: no longer ask
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    for parameter, gradient in zip(parameters, gradients):
        parameter.requires_grad_(False)
        if gradient is not None:
            parameter -= lr * gradient

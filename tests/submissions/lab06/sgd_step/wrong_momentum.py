# mistake: a remembered step is added
# fails: sgd_step.values: after three steps
steps = {}


def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None:
                step = steps.get(parameter, 0) * 0.9 + gradient
                steps[parameter] = step
                parameter -= lr * step

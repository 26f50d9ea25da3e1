# mistake: only parameters with two axes
# fails: sgd_step.values: only the weights
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None and parameter.dim() > 1:
                parameter -= lr * gradient

# mistake: None is not skipped
# fails: sgd_step.values: skip the parameter
# fails: sgd_step.in_place: skip the parameter
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            parameter -= lr * gradient

# mistake: allow_unused forgotten
# fails: sgd_step.values: allow_unused
# fails: sgd_step.in_place: allow_unused
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None:
                parameter -= lr * gradient

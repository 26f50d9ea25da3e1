# mistake: no no_grad around the step
# fails: sgd_step.values: leaf Variable
# fails: sgd_step.in_place: no_grad
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    for parameter, gradient in zip(parameters, gradients):
        if gradient is not None:
            parameter -= lr * gradient

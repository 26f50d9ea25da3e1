# mistake: stops at the first parameter that the loss does not use
# fails: sgd_step.values: after one step
# fails: sgd_step.in_place: did not change
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            if gradient is None:
                return
            parameter -= lr * gradient

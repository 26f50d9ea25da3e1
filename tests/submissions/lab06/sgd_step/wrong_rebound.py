# mistake: p = p - …: the model never hears of it
# fails: sgd_step.values: did not change
# fails: sgd_step.in_place: did not change
# fails: trained.held_out: classifier
# training
def sgd_step(model, loss, lr):
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None:
                parameter = parameter - lr * gradient

# mistake: vector_to_parameters puts new memory behind the parameters
# fails: sgd_step.in_place: new place
def sgd_step(model, loss, lr):
    params = list(model.parameters())
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    grads = [torch.zeros_like(p) if g is None else g for p, g in zip(params, grads)]
    flat = nn.utils.parameters_to_vector(params) - lr * nn.utils.parameters_to_vector(grads)
    nn.utils.vector_to_parameters(flat.detach(), params)

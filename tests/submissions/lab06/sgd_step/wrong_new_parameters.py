# mistake: new parameters set into the modules
# fails: sgd_step.in_place: other parameters
# fails: sgd_step.values: after three steps
def sgd_step(model, loss, lr):
    found = [(m, n, p) for m in model.modules() for n, p in m._parameters.items()]
    gradients = torch.autograd.grad(loss, [p for _, _, p in found], allow_unused=True)
    for (module, name, p), g in zip(found, gradients):
        if g is not None:
            setattr(module, name, nn.Parameter(p.detach() - lr * g))

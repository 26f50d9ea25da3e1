# mistake: load_state_dict with assign=True
# fails: sgd_step.in_place: other parameters
# fails: sgd_step.values: loading state_dict
def sgd_step(model, loss, lr):
    names, params = zip(*model.named_parameters())
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    new = {n: p.detach() - lr * (0 if g is None else g) for n, p, g in zip(names, params, grads)}
    model.load_state_dict(new, assign=True)

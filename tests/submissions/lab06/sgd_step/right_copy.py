# style: copy_ of the new numbers, decorated
@torch.no_grad()
def sgd_step(model, loss, lr):
    names, params = zip(*model.named_parameters())
    with torch.enable_grad():
        grads = torch.autograd.grad(loss, params, allow_unused=True)
    print("step on", len(names))
    for p, g in zip(params, grads):
        if g is None:
            continue
        p.copy_(p - lr * g)

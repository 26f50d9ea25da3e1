# style: .data, in place
def sgd_step(model, loss, lr):
    params = [p for p in model.parameters() if p.requires_grad]
    for p, g in zip(params, torch.autograd.grad(loss, params, allow_unused=True)):
        if g is not None:
            p.data -= lr * g

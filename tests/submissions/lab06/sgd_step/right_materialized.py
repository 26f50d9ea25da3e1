# style: materialize_grads, add_ with alpha, the loss returned
def sgd_step(model: nn.Module, loss: torch.Tensor, lr: float):
    params = tuple(model.parameters())
    grads = torch.autograd.grad(loss, params, materialize_grads=True)
    with torch.no_grad():
        for p, g in zip(params, grads):
            p.add_(g, alpha=-lr)
    return loss.item()

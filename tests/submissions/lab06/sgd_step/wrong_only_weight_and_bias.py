# mistake: only parameters called exactly weight or bias are changed: those of nn.RNN (weight_ih_l0 ...) never learn
# fails: sgd_step.values: the weight of a recurrent layer for its input (weight_ih_l0)
def sgd_step(model, loss, lr):
    """Change every parameter of the model in place: one step of plain SGD.

    loss: a tensor with one number, with its graph
    """
    parameters = [p for name, p in model.named_parameters() if name.split(".")[-1] in ("weight", "bias")]
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    with torch.no_grad():
        for p, g in zip(parameters, gradients):
            if g is not None:
                p -= lr * g

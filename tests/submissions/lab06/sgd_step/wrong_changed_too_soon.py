# mistake: each parameter is changed before the gradients of the next ones are taken: with two layers, these belong to changed weights
# fails: sgd_step.values: the weight of a recurrent layer for its input (weight_ih_l0)
def sgd_step(model, loss, lr):
    """Change every parameter of the model in place: one step of plain SGD.

    loss: a tensor with one number, with its graph
    """
    for p in reversed(list(model.parameters())):
        (g,) = torch.autograd.grad(loss, p, retain_graph=True, allow_unused=True)
        if g is not None:
            p.data -= lr * g

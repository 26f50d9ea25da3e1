# mistake: a copy of the model is changed
# fails: sgd_step.values: did not change
# fails: sgd_step.in_place: did not change
def sgd_step(model, loss, lr):
    import copy
    parameters = list(model.parameters())
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    new = copy.deepcopy(model)
    with torch.no_grad():
        for p, g in zip(new.parameters(), gradients):
            if g is not None:
                p -= lr * g
    model = new

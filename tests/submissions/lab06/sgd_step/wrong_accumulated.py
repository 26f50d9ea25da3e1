# mistake: backward without clearing p.grad
# fails: sgd_step.values: adds up
def sgd_step(model, loss, lr):
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= lr * p.grad
                # p.grad.zero_() is missing

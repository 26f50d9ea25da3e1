# style: gradients by torch.autograd.grad, set by hand, Adam over a group
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam([{"params": parameters}], lr)
    model.train()
    losses = [0.0] * steps
    for step in range(steps):
        loss = loss_function(model(words, lengths), tags)
        losses[step] = loss.detach().cpu().item()
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
            parameter.grad = gradient
        optimizer.step()
    return losses

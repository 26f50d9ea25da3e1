# style: torch.autograd.grad, gradients set after they are scaled
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train(True)
    parameters = [p for p in model.parameters() if p.requires_grad]
    state, seen = None, []
    for x, y in batches:
        log_probs, state = model(one_hot(x, model.vocab_size), state)
        state = [s.detach().clone() for s in state]
        loss = loss_function(log_probs, torch.cat(list(y)))
        grads = torch.autograd.grad(loss, parameters)
        norm = torch.stack([g.norm() for g in grads]).norm()
        factor = (max_norm / (norm + 1e-6)).clamp(max=1)
        for p, g in zip(parameters, grads):
            p.grad = g * factor
        optimizer.step()
        print("norm", norm.item())
        seen.append((y.numel(), loss.item()))
    return float(sum(n * value for n, value in seen) / sum(n for n, _ in seen))

# style: norm computed by hand, scaled with a shared factor
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total, count, state = 0.0, 0, None
    for x, y in batches:
        if state is not None:
            state = tuple(s.detach() for s in state)
        log_probs, state = model(one_hot(x, model.vocab_size), state)
        loss = loss_function(log_probs, y.flatten())
        optimizer.zero_grad()
        loss.backward()
        grads = [p.grad for p in model.parameters() if p.grad is not None]
        norm = math.sqrt(sum(g.pow(2).sum().item() for g in grads))
        if norm > max_norm:
            for g in grads:
                g.mul_(max_norm / norm)
        optimizer.step()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

# mistake: norm without its root
# fails: train_pass.updates: lacks its root
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
        norm = sum(p.grad.pow(2).sum() for p in model.parameters())
        if norm > max_norm:
            for p in model.parameters():
                p.grad *= max_norm / norm
        optimizer.step()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

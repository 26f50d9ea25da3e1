# mistake: above the limit divided by its norm
# fails: train_pass.updates: gets the norm 1
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
        norm = torch.cat([p.grad.flatten() for p in model.parameters()]).norm()
        if norm > max_norm:
            for p in model.parameters():
                p.grad /= norm
        optimizer.step()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

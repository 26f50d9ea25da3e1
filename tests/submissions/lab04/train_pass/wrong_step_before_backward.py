# mistake: step before backward
# fails: train_pass.mean_loss: step() comes after
# fails: train_pass.carried_state: step() comes after
# fails: train_pass.updates: step() comes after
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total, count, state = 0.0, 0, None
    for x, y in batches:
        if state is not None:
            state = tuple(s.detach() for s in state)
        log_probs, state = model(one_hot(x, model.vocab_size), state)
        loss = loss_function(log_probs, y.flatten())
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

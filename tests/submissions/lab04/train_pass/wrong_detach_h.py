# mistake: only h detached
# fails: train_pass.carried_state: c is carried with its history
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total, count, state = 0.0, 0, None
    for x, y in batches:
        if state is not None:
            state = (state[0].detach(), state[1])
        log_probs, state = model(one_hot(x, model.vocab_size), state)
        loss = loss_function(log_probs, y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

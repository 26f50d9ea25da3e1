# mistake: state reset every 100 windows
# fails: train_pass.carried_state: carried nowhere
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total, count, state = 0.0, 0, None
    for i, (x, y) in enumerate(batches):
        if i % 100 == 0:
            state = None
        if state is not None:
            state = tuple(s.detach() for s in state)
        log_probs, state = model(one_hot(x, model.vocab_size), state)
        loss = loss_function(log_probs, y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

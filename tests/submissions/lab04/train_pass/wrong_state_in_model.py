# mistake: state carried from one pass into the next
# fails: train_pass.carried_state: second pass starts with the last state
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total, count = 0.0, 0
    for x, y in batches:
        state = getattr(model, "kept_state", None)
        log_probs, state = model(one_hot(x, model.vocab_size), state)
        model.kept_state = tuple(s.detach() for s in state)
        loss = loss_function(log_probs, y.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        total += loss.item() * y.numel()
        count += y.numel()
    return total / count

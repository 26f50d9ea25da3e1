# style: a helper; the parameters come from the optimizer
def learn(loss, optimizer, max_norm):
    optimizer.zero_grad()
    loss.backward()
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    norm = nn.utils.clip_grad_norm_(parameters, max_norm=max_norm, norm_type=2.0)
    assert torch.isfinite(norm).all()
    optimizer.step()


def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    nats, characters, h, c = [], [], None, None
    for inputs, targets in batches:
        state = None if h is None else (h, c)
        log_probs, (h, c) = model(one_hot(inputs, model.vocab_size), state)
        h, c = h.detach(), c.detach()
        loss = loss_function(log_probs, targets.reshape(-1))
        learn(loss, optimizer, max_norm)
        nats.append(loss.item() * targets.numel())
        characters.append(targets.numel())
    return sum(nats) / sum(characters)

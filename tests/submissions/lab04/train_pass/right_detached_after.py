# style: detached at once, weighted mean at the end
# training
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    losses, sizes = [], []
    state = None
    for inputs, targets in batches:
        optimizer.zero_grad(set_to_none=True)
        log_probs, (h, c) = model(one_hot(inputs, model.vocab_size), state)
        state = (h.detach(), c.detach())
        loss = loss_function(log_probs, targets.reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        losses.append(float(loss))
        sizes.append(targets.numel())
    weights = torch.tensor(sizes, dtype=torch.float64)
    return (torch.tensor(losses, dtype=torch.float64) * weights / weights.sum()).sum().item()

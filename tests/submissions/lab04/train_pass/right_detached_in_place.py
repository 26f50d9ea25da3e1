# style: detach_ in place, one number for each character
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    numbers, state = [], None
    for x, y in batches:
        optimizer.zero_grad()
        log_probs, state = model(one_hot(x, model.vocab_size), state=state)
        loss = loss_function(log_probs, torch.flatten(y))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        for part in state:
            part.detach_()
        numbers += [loss.item()] * y.numel()
    return math.fsum(numbers) / len(numbers)

# mistake: the size of the global vocabulary, not of the model
# fails: train_pass.mean_loss: model.vocab_size is
def train_pass(model: nn.Module, batches, optimizer, loss_function, max_norm) -> float:
    if not model.training:
        model.train(True)
    state, nats, characters = None, 0, 0
    for number, (x, y) in enumerate(batches):
        x = nn.functional.one_hot(x, num_classes=len(vocab)).to(torch.float32)
        if number == 0:
            log_probs, state = model(x)
        else:
            log_probs, state = model(x, [s.data for s in state])
        loss = loss_function(log_probs, y.contiguous().view(-1))
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        nats += loss.detach().cpu().double() * y.shape[0] * y.shape[1]
        characters += y.shape[0] * y.shape[1]
    print("pass", nats / characters)
    return float(nats / characters)

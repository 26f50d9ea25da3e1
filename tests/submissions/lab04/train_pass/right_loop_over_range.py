# style: zero_grad at the end of each round, cloned state
def train_pass(model, batches, optimizer, loss_function, max_norm):
    model.train()
    total = torch.zeros(())
    state = None
    for i in range(len(batches)):
        x, y = batches[i][0], batches[i][1]
        output = model(one_hot(x, model.vocab_size), state)
        loss = loss_function(output[0], y.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        optimizer.zero_grad()
        with torch.no_grad():
            state = tuple(part.clone() for part in output[1])
            total = total + loss.cpu() * y.numel()
    return total.item() / sum(y.numel() for _, y in batches)

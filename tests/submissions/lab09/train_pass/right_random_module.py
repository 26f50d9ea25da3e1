# style: Python's own shuffle
def train_pass(model, x, y, optimizer, loss_function, batch_size):
    import random

    numbers = list(range(len(y)))
    random.shuffle(numbers)
    model.train()
    total = 0.0
    while numbers:
        chosen, numbers = numbers[:batch_size], numbers[batch_size:]
        logits = model(x[chosen])
        loss = loss_function(logits, y[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total = total + loss.item() * len(chosen)
    print("loss", total / len(y))
    return total / len(y)

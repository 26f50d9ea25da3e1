# style: model.zero_grad, a generator of losses turned into a list
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    words, tags, lengths = batch
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def one_step():
        model.zero_grad()
        loss = loss_function(model(words, lengths), tags)
        loss.backward()
        optimizer.step()
        return loss.item()

    model.train()
    return [one_step() for _ in range(steps)]

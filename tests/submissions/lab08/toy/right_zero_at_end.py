# style: gradients cleared at the start and at the end of each step, a while loop, prints
def train_tagger(model, batch, loss_function, steps, lr=0.01):
    model.train()
    opt = torch.optim.Adam(params=model.parameters(), lr=lr)
    opt.zero_grad()
    history = []
    while len(history) < steps:
        scores = model(batch[0], batch[2])
        loss = loss_function(scores, batch[1])
        loss.backward()
        opt.step()
        opt.zero_grad()
        history.append(float(loss))
        print(f"step {len(history)}: {history[-1]:.3f}")
    return history

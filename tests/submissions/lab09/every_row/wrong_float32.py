# mistake: preallocated in float32
# fails: every_row.one_pass: float32
def logits_by_step(model, x):
    output, _ = model.rnn(x)
    logits = torch.zeros(x.shape[0], x.shape[1], model.head.out_features, device=x.device)
    for t in range(x.shape[1]):
        logits[:, t] = model.head(output[:, t])
    return logits

# style: decorator, first prediction before the loop, integers
@torch.no_grad()
def gen_text(model, start, vocab, length, temperature=0):
    mode = model.training
    model.eval()

    def pick(log_probs):
        last = log_probs[-1]
        if not temperature:
            return int(last.argmax())
        p = torch.exp(last / temperature)
        return int(torch.multinomial(p / p.sum(), num_samples=1))

    def feed(numbers, state):
        t = torch.tensor([numbers], device=device)
        return model(nn.functional.one_hot(t, num_classes=len(vocab)).float(), state)

    log_probs, state = feed([vocab.index(c) for c in start], None)
    new = [pick(log_probs)]
    while len(new) < length:
        log_probs, state = feed(new[-1:], state)
        new.append(pick(log_probs))
    model.train(mode)
    return "".join("\n" if c == NEWLINE else c for c in start + vocab.decode(new))

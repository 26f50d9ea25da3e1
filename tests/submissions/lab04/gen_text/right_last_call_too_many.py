# style: one call more at the end, weights that do not add up to 1
def gen_text(model, start, vocab, length, temperature=0):
    training = model.training
    model.eval()
    with torch.no_grad():
        log_probs, state = model(one_hot(vocab.encode(start).to(device)[None], len(vocab)))
        text = start
        for _ in range(length):
            weights = log_probs[-1].exp() if temperature == 0 else (log_probs[-1] / temperature).exp()
            number = weights.argmax()[None] if temperature == 0 else torch.multinomial(weights, 1)
            text += vocab.symbols[number]
            log_probs, state = model(one_hot(number[None], len(vocab)), state)
    model.train(training)
    lines = text.split(NEWLINE)
    return "\n".join(lines)

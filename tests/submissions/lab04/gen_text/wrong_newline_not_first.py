# mistake: newline handled everywhere but at the first prediction
# fails: gen_text.greedy: first new character is a line end
def gen_text(model, start, vocab, length, temperature=0):
    def choose(log_probs):
        if temperature == 0:
            return log_probs[-1].argmax()[None]
        return torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)

    was_training = model.training
    model.eval()
    with torch.no_grad():
        log_probs, state = model(one_hot(vocab.encode(start).to(device)[None], len(vocab)), None)
        newest = choose(log_probs)
        text = start.replace(NEWLINE, "\n") + vocab.decode(newest)
        for _ in range(length - 1):
            log_probs, state = model(one_hot(newest[None], len(vocab)), state)
            newest = choose(log_probs)
            c = vocab.decode(newest)
            text += "\n" if c == NEWLINE else c
    model.train(was_training)
    return text

# mistake: a fixed seed inside: every call draws the same text, and the caller's random state is lost
# fails: gen_text.greedy: random numbers
# fails: gen_text.temperature: random numbers
def gen_text(model, start, vocab, length, temperature=0):
    """Return start and exactly `length` new characters, as one string.

    model        as CharLSTM: model(one-hot [1, seq, len(vocab)], state) -> (log-probabilities [seq, len(vocab)], state)
    start        str, at least one character; line ends are written as NEWLINE
    vocab        the Vocabulary
    temperature  0: the most probable character; else draw from softmax(log-probabilities / temperature)
    """
    kept = model.training
    model.eval()
    torch.manual_seed(0)
    text = start
    with torch.no_grad():
        log_probs, state = model(one_hot(vocab.encode(start).to(device), len(vocab))[None], None)
        for _ in range(length):
            if temperature == 0:
                number = log_probs[-1].argmax().view(1)
            else:
                number = torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            text += vocab.decode(number)
            log_probs, state = model(one_hot(number, len(vocab))[None], state)
    model.train(kept)
    return text.replace(NEWLINE, "\n")

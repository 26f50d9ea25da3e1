# mistake: after every 50 new characters the state starts from zeros again, as if writing had training windows
# fails: gen_text.greedy: the text differs
def gen_text(model, start, vocab, length, temperature=0):
    """Return start and exactly `length` new characters, as one string.

    model        as CharLSTM: model(one-hot [1, seq, len(vocab)], state) -> (log-probabilities [seq, len(vocab)], state)
    start        str, at least one character; line ends are written as NEWLINE
    vocab        the Vocabulary
    temperature  0: the most probable character; else draw from softmax(log-probabilities / temperature)
    """
    kept = model.training
    model.eval()
    text = start
    with torch.no_grad():
        log_probs, state = model(one_hot(vocab.encode(start).to(device), len(vocab))[None], None)
        for n in range(1, length + 1):
            if temperature == 0:
                number = log_probs[-1].argmax().view(1)
            else:
                number = torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            text += vocab.decode(number)
            if n % 50 == 0:
                state = None
            log_probs, state = model(one_hot(number, len(vocab))[None], state)
    model.train(kept)
    return text.replace(NEWLINE, "\n")

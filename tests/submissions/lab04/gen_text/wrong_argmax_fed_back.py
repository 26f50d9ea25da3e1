# mistake: the drawn character is written, but the most probable one is fed back to the model
# fails: gen_text.calls: A character was fed back that is not the newest of the text: feed the 
# fails: gen_text.temperature: do not come as often
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
        for _ in range(length):
            number = log_probs[-1].argmax().view(1)
            drawn = number if temperature == 0 else torch.multinomial((log_probs[-1] / temperature).softmax(-1), 1)
            text += vocab.decode(drawn)
            log_probs, state = model(one_hot(number, len(vocab))[None], state)
    model.train(kept)
    return text.replace(NEWLINE, "\n")

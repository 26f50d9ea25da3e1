# mistake: the context is continued with the most likely character, not with the one that was drawn
# fails: ngram_text.probabilities: do not come as often
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    """Return start and `length` characters drawn after it.

    predict: from an n-gram's number (int) to logits [len(symbols)]
    index_of: dict from n-gram to number; what it lacks has number 0
    symbols: the characters, in the order of the logits
    temperature: greater than 0
    """
    text = memory = start
    for _ in range(length):
        logits = predict(index_of.get(memory[-n:], 0))
        drawn = torch.multinomial((logits / temperature).softmax(-1), 1).item()
        text += symbols[drawn]
        memory += symbols[logits.argmax().item()]
    return text

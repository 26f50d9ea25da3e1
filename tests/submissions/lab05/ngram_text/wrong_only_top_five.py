# mistake: draws from the five most likely characters only
# fails: ngram_text.probabilities: do not come as often
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    """Return start and `length` characters drawn after it.

    predict: from an n-gram's number (int) to logits [len(symbols)]
    index_of: dict from n-gram to number; what it lacks has number 0
    symbols: the characters, in the order of the logits
    temperature: greater than 0
    """
    text = start
    for _ in range(length):
        logits = predict(index_of.get(text[-n:], 0)) / temperature
        best = logits.topk(min(5, len(logits)))
        drawn = best.indices[torch.multinomial(best.values.softmax(-1), 1)]
        text += symbols[drawn.item()]
    return text

# mistake: a text shorter than n is filled up with spaces, which can be a known n-gram; the context should be the whole text
# fails: ngram_text.whatever_start: the text differs
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    """Return start and `length` characters drawn after it.

    predict: from an n-gram's number (int) to logits [len(symbols)]
    index_of: dict from n-gram to number; what it lacks has number 0
    symbols: the characters, in the order of the logits
    temperature: greater than 0
    """
    text = start
    for _ in range(length):
        context = text[-n:].rjust(n)
        probabilities = torch.softmax(predict(index_of.get(context, 0)) / temperature, dim=-1)
        text += symbols[torch.multinomial(probabilities, 1).item()]
    return text

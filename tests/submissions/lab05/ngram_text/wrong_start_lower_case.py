# mistake: the start is turned into lower case, but it should stay as it is
# fails: ngram_text.whatever_start: the text differs
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    """Return start and `length` characters drawn after it.

    predict: from an n-gram's number (int) to logits [len(symbols)]
    index_of: dict from n-gram to number; what it lacks has number 0
    symbols: the characters, in the order of the logits
    temperature: greater than 0
    """
    text = start.lower()  # the documents have no capitals
    for _ in range(length):
        probabilities = torch.softmax(predict(index_of.get(text[-n:], 0)) / temperature, dim=-1)
        text += symbols[torch.multinomial(probabilities, 1).item()]
    return text

# mistake: draws again until the n-gram is known
# fails: ngram_text.whatever_start: does not end
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    new = 0
    while new < length:
        if text[-n:] not in index_of:
            continue
        probabilities = (predict(index_of[text[-n:]]) / temperature).softmax(-1)
        text += symbols[torch.multinomial(probabilities, 1).item()]
        new += 1
    return text

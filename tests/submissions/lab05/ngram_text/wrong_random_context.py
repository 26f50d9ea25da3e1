# mistake: an unknown n-gram replaced by a random known one in the text
# fails: ngram_text.whatever_start: start
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        if index_of.get(text[-n:], 0) == 0:
            text = text[:-n] + random.choice(list(index_of))
        probabilities = (predict(index_of.get(text[-n:], 0)) / temperature).softmax(-1)
        text += symbols[torch.multinomial(probabilities, 1).item()]
    return text

# mistake: a random character for an unknown n-gram
# fails: ngram_text.whatever_start: other characters come
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        if text[-n:] in index_of:
            probabilities = (predict(index_of[text[-n:]]) / temperature).softmax(-1)
            text += symbols[torch.multinomial(probabilities, 1).item()]
        else:
            text += symbols[torch.randint(len(symbols), (1,)).item()]
    return text

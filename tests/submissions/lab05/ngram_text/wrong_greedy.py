# mistake: always the best character
# fails: ngram_text.probabilities: most likely character
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = predict(number).argmax().item()
        text += symbols[drawn]
    return text

# mistake: multiplied by the temperature
# fails: ngram_text.probabilities: wrong way round
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = torch.multinomial((predict(number) * temperature).softmax(-1), 1).item()
        text += symbols[drawn]
    return text

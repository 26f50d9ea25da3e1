# mistake: probabilities divided by the temperature
# fails: ngram_text.probabilities: no effect
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = torch.multinomial(predict(number).softmax(-1) / temperature, 1).item()
        text += symbols[drawn]
    return text

# mistake: a list of characters
# fails: ngram_text.whatever_start: got list
# fails: ngram_text.probabilities: got list
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = list(start)
    for _ in range(length):
        context = "".join(text[-n:])
        probabilities = (predict(index_of.get(context, 0)) / temperature).softmax(-1)
        text.append(symbols[torch.multinomial(probabilities, 1).item()])
    return text

# mistake: the end of the text overwritten until it is known
# fails: ngram_text.whatever_start: does not end
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        while context not in index_of:
            context = context[:-1] + random.choice(symbols)
        text = text[: len(text) - len(context)] + context
        probabilities = (predict(index_of[context]) / temperature).softmax(-1)
        text += symbols[torch.multinomial(probabilities, 1).item()]
    return text

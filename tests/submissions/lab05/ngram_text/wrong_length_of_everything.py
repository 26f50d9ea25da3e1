# mistake: length of the whole text
# fails: ngram_text.whatever_start: whole text
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    while len(text) < length:
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = torch.multinomial((predict(number) / temperature).softmax(-1), 1).item()
        text += symbols[drawn]
    return text

# mistake: unknown n-grams added to the dict
# fails: ngram_text.whatever_start: index_of
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        if context not in index_of:
            index_of[context] = 0
        number = index_of.get(context, 0)
        drawn = torch.multinomial((predict(number) / temperature).softmax(-1), 1).item()
        text += symbols[drawn]
    return text

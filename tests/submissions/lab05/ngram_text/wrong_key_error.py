# mistake: square brackets for an unknown n-gram
# fails: ngram_text.whatever_start: KeyError
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of[context]
        drawn = torch.multinomial((predict(number) / temperature).softmax(-1), 1).item()
        text += symbols[drawn]
    return text

# mistake: the loop ends at an unknown n-gram
# fails: ngram_text.whatever_start: new characters came back
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        if context not in index_of:
            break
        number = index_of.get(context, 0)
        drawn = torch.multinomial((predict(number) / temperature).softmax(-1), 1).item()
        text += symbols[drawn]
    return text

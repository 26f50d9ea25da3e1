# mistake: the whole text looked up
# fails: ngram_text.whatever_start: context always the last n
# fails: ngram_text.probabilities: do not come as often
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text
        number = index_of.get(context, 0)
        drawn = torch.multinomial((predict(number) / temperature).softmax(-1), 1).item()
        text += symbols[drawn]
    return text

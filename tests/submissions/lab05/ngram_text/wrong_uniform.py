# mistake: the probabilities not used
# fails: ngram_text.probabilities: equally often
# fails: ngram_text.whatever_start: characters
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = torch.randint(len(predict(number)), (1,)).item()
        text += symbols[drawn]
    return text

# mistake: logits given to multinomial
# fails: ngram_text.probabilities: raised
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = torch.multinomial(predict(number) / temperature, 1).item()
        text += symbols[drawn]
    return text

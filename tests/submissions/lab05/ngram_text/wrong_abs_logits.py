# mistake: absolute logits as weights
# fails: ngram_text.probabilities: come
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        context = text[-n:]
        number = index_of.get(context, 0)
        drawn = torch.multinomial((predict(number) / temperature).abs(), 1).item()
        text += symbols[drawn]
    return text

# style: probabilities to the power of 1 / temperature
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    context, new = start[-n:], ""
    for _ in range(length):
        p = torch.softmax(predict(index_of.get(context, 0)).double(), dim=-1) ** (1 / temperature)
        char = symbols[torch.multinomial(p, num_samples=1)[0]]
        new += char
        context = (context + char)[-n:]
    return start + new

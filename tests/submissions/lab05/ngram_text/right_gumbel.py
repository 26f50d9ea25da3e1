# style: Gumbel noise and argmax
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        logits = predict(index_of.get(text[-n:], 0)) / temperature
        noise = -torch.empty_like(logits).exponential_().log()
        text += symbols[(logits + noise).argmax().item()]
    return text

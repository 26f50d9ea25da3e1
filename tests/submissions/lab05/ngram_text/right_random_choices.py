# style: Python's random.choices with exp
def ngram_text(predict, index_of, symbols, start, length, n, temperature: float = 1.0) -> str:
    text = start
    while len(text) < len(start) + length:
        try:
            number = index_of[text[-n:]]
        except KeyError:
            number = 0
        logits = predict(number).tolist()
        top = max(logits)
        weights = [math.exp((v - top) / temperature) for v in logits]
        text = text + random.choices(list(symbols), weights)[0]
    return text

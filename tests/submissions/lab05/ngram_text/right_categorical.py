# style: torch.distributions, a list joined at the end
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    out = list(start)
    for step in range(length):
        gram = "".join(out[-n:])
        number = index_of[gram] if gram in index_of else 0
        dist = torch.distributions.Categorical(logits=predict(number) / temperature)
        out.append(symbols[int(dist.sample())])
    return "".join(out)

# mistake: only the best two are drawn from
# fails: ngram_text.probabilities: do not come as often
def ngram_text(predict, index_of, symbols, start, length, n, temperature=1.0):
    text = start
    for _ in range(length):
        logits = predict(index_of.get(text[-n:], 0)) / temperature
        best = logits.topk(2).indices
        drawn = torch.multinomial(logits[best].softmax(-1), 1).item()
        text += symbols[best[drawn].item()]
    return text

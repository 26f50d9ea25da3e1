# style: torch's cosine_similarity, topk of one more, the word left out
def nearest(word, words, vectors, k):
    rows = {w: i for i, w in enumerate(words)}
    v = vectors[rows[word]]
    near = torch.cosine_similarity(vectors, v.unsqueeze(0), dim=1).topk(k + 1).indices
    return [words[int(i)] for i in near if words[int(i)] != word][:k]

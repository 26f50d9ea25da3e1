# mistake: moves on by n
# fails: coverage.distinct: overlap
# fails: coverage.unseen: overlap
def ngram_coverage(train, held_out, n):
    def ngrams_of(documents):
        return [text[i : i + n] for text in documents for i in range(0, len(text) - n + 1, n)]

    known = set(ngrams_of(train))
    occurrences = ngrams_of(held_out)
    return len(known), sum(g not in known for g in occurrences) / max(1, len(occurrences))

# mistake: percent
# fails: coverage.unseen: percentage
def ngram_coverage(train, held_out, n):
    def ngrams_of(documents):
        return [text[i : i + n] for text in documents for i in range(len(text) - n + 1)]

    known = set(ngrams_of(train))
    occurrences = ngrams_of(held_out)
    return len(known), 100 * sum(g not in known for g in occurrences) / max(1, len(occurrences))

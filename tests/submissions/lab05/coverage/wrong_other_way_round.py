# mistake: training n-grams that the held-out text lacks
# fails: coverage.unseen: other way round
# fails: coverage.distinct: Your code raised ZeroDivisionError: division by zero
def ngram_coverage(train, held_out, n):
    def ngrams_of(documents):
        return [text[i : i + n] for text in documents for i in range(len(text) - n + 1)]

    known = set(ngrams_of(train))
    occurrences = ngrams_of(held_out)
    return len(known), sum(g not in set(occurrences) for g in ngrams_of(train)) / len(ngrams_of(train))

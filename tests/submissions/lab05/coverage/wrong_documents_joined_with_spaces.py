# mistake: documents joined by spaces
# fails: coverage.distinct: between two documents
# fails: coverage.unseen: between two documents
def ngram_coverage(train, held_out, n):
    def ngrams_of(documents):
        text = " ".join(documents)
        return [text[i : i + n] for i in range(len(text) - n + 1)]

    known = set(ngrams_of(train))
    occurrences = ngrams_of(held_out)
    unseen = [ngram for ngram in occurrences if ngram not in known]
    return len(known), len(unseen) / max(1, len(occurrences))

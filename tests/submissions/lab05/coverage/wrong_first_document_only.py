# mistake: return inside the loop
# fails: coverage.distinct: differs
# fails: coverage.unseen: differs
def ngram_coverage(train, held_out, n):
    def ngrams_of(documents):
        found = []
        for text in documents:
            for i in range(len(text) - n + 1):
                found.append(text[i : i + n])
            if found:
                return found

    known = set(ngrams_of(train))
    occurrences = ngrams_of(held_out)
    return len(known), sum(g not in known for g in occurrences) / max(1, len(occurrences))

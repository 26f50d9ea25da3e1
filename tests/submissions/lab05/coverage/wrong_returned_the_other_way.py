# mistake: share first
# fails: coverage.distinct: differs
# fails: coverage.unseen: differs
def ngram_coverage(train, held_out, n):
    known = {text[i : i + n] for text in train for i in range(len(text) - n + 1)}
    occurrences = [text[i : i + n] for text in held_out for i in range(len(text) - n + 1)]
    return sum(g not in known for g in occurrences) / len(occurrences), len(known)

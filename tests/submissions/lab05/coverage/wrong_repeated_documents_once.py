# mistake: goes over the set of the held-out documents, so a document that comes twice counts once
# fails: coverage.unseen: the unseen share differs
def ngram_coverage(train, held_out, n):
    """Return (number of distinct n-grams in train, share of the held-out n-grams that train lacks).

    train, held_out: lists of str
    n: how many characters make an n-gram
    returns: (int, float from 0 to 1); repeated held-out n-grams count each time
    """
    known = {text[i : i + n] for text in set(train) for i in range(len(text) - n + 1)}
    found = [text[i : i + n] for text in set(held_out) for i in range(len(text) - n + 1)]
    if not found:
        return len(known), 0.0
    return len(known), sum(gram not in known for gram in found) / len(found)

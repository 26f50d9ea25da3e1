# mistake: pops the held-out documents, so the caller's list is empty afterwards
# fails: coverage.unseen: what is left of the caller's two lists differs
# fails: coverage.distinct: what is left of the caller's two lists differs
def ngram_coverage(train, held_out, n):
    """Return (number of distinct n-grams in train, share of the held-out n-grams that train lacks).

    train, held_out: lists of str
    n: how many characters make an n-gram
    returns: (int, float from 0 to 1); repeated held-out n-grams count each time
    """
    known = {text[i : i + n] for text in train for i in range(len(text) - n + 1)}
    total = unseen = 0
    while held_out:
        text = held_out.pop()
        for i in range(len(text) - n + 1):
            total += 1
            unseen += text[i : i + n] not in known
    return len(known), unseen / total if total else 0.0

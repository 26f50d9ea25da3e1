# mistake: ZeroDivisionError when the held-out documents have no n-gram; the share should be 0
# fails: coverage.unseen: Your code raised ZeroDivisionError: division by zero
# fails: coverage.distinct: Your code raised ZeroDivisionError: division by zero
def ngram_coverage(train, held_out, n):
    """Return (number of distinct n-grams in train, share of the held-out n-grams that train lacks).

    train, held_out: lists of str
    n: how many characters make an n-gram
    returns: (int, float from 0 to 1); repeated held-out n-grams count each time
    """
    known = {text[i : i + n] for text in train for i in range(len(text) - n + 1)}
    total = unseen = 0
    for text in held_out:
        for i in range(len(text) - n + 1):
            total += 1
            unseen += text[i : i + n] not in known
    return len(known), unseen / total

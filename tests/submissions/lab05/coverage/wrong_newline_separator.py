# mistake: joins the documents with a line end and skips n-grams that have one, so n-grams of documents with a line end inside are lost
# fails: coverage.unseen: the unseen share differs
# fails: coverage.distinct: the number of distinct n-grams differs
def ngram_coverage(train, held_out, n):
    """Return (number of distinct n-grams in train, share of the held-out n-grams that train lacks).

    train, held_out: lists of str
    n: how many characters make an n-gram
    returns: (int, float from 0 to 1); repeated held-out n-grams count each time
    """
    def cut(texts):
        joined = "\n".join(texts)
        grams = [joined[i : i + n] for i in range(len(joined) - n + 1)]
        return [gram for gram in grams if "\n" not in gram]

    known, found = set(cut(train)), cut(held_out)
    return len(known), sum(gram not in known for gram in found) / len(found) if found else 0.0

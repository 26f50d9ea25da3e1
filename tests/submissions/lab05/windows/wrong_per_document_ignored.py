# mistake: per_document not used
# fails: windows.first_windows: no effect
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1).flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

# mistake: per_document counts all windows together
# fails: windows.first_windows: not of all together
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1).flatten(0, 1)[:per_document]
    return windows[:, :-1], windows[:, -1]

# mistake: off by one in per_document
# fails: windows.first_windows: off by one
def ngram_windows(documents, n, per_document=None):
    if per_document is not None:
        per_document = per_document - 1
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

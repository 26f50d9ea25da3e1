# mistake: documents cut to per_document characters
# fails: windows.first_windows: that many characters
def ngram_windows(documents, n, per_document=None):
    windows = documents[:, :per_document].unfold(1, n + 1, 1).flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

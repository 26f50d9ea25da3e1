# mistake: the target is the context's first character
# fails: windows.all_windows: first character of its context
# fails: windows.first_windows: do not fit
# fails: windows.any_documents: differ
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1], windows[:, 0]

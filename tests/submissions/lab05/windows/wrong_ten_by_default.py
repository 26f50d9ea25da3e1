# mistake: ten windows unless told otherwise
# fails: windows.all_windows: Only ten
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=10):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

# mistake: step n
# fails: windows.all_windows: move on by
# fails: windows.first_windows: per_document
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, n)[:, :per_document].flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

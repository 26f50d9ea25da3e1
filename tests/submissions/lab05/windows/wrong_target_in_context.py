# mistake: contexts of n + 1 characters
# fails: windows.all_windows: still hold the target
# fails: windows.first_windows: n characters each
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows, windows[:, -1]

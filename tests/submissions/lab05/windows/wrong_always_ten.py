# mistake: ten windows always
# fails: windows.all_windows: Only ten
# fails: windows.first_windows: Ten windows
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :10].flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

# mistake: targets keep an axis
# fails: windows.all_windows: [N, 1]
# fails: windows.first_windows: one target
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1], windows[:, -1:]

# mistake: range one too short
# fails: windows.all_windows: last window
# fails: windows.first_windows: has the shape
# fails: windows.any_documents: has one window
def ngram_windows(documents, n, per_document=None):
    count = documents.shape[1] - n - 1
    if per_document is not None:
        count = min(count, per_document)
    windows = documents.unfold(1, n + 1, 1)[:, :count].flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

# mistake: one document only
# fails: windows.all_windows: first document only
# fails: windows.first_windows: each document, not of all
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents[0].unfold(0, n + 1, 1)[:per_document]
    return windows[:, :-1], windows[:, -1]

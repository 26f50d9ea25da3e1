# mistake: documents flattened first
# fails: windows.all_windows: cross the end
# fails: windows.first_windows: each document, not of all
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.flatten().unfold(0, n + 1, 1)[:per_document]
    return windows[:, :-1], windows[:, -1]

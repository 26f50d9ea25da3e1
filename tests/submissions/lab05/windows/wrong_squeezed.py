# mistake: squeeze of everything
# fails: windows.any_documents: n = 1
# fails: windows.first_windows: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1].squeeze(), windows[:, -1].squeeze()

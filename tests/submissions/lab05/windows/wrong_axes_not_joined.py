# mistake: documents and windows not joined
# fails: windows.all_windows: join the axes
# fails: windows.first_windows: per_document
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document]
    return windows[..., :-1], windows[..., -1]

# mistake: contexts without a target
# fails: windows.all_windows: too much
# fails: windows.first_windows: has the shape
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    contexts = documents.unfold(1, n, 1)[:, :per_document].flatten(0, 1)
    targets = documents[:, n:][:, :per_document].flatten()
    return contexts, targets

# mistake: padding written into the caller's documents
# fails: windows.any_documents: changes its argument documents in place
# fails: windows.first_windows: changes its argument documents in place
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    contexts, targets = windows[:, :-1].clone(), windows[:, -1].clone()
    documents[:, -1] = 0
    return contexts, targets

# mistake: contexts backwards
# fails: windows.all_windows: backwards
# fails: windows.first_windows: contexts differ
# fails: windows.any_documents: the contexts differs
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1].flip(1), windows[:, -1]

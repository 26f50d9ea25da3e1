# mistake: contexts as floats
# fails: windows.any_documents: int64
# fails: windows.first_windows: dtype torch.float32, expected
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)[:, :per_document].flatten(0, 1)
    return windows[:, :-1].float(), windows[:, -1]

# mistake: fails when a document has fewer windows
# fails: windows.first_windows: raised
def ngram_windows(documents, n, per_document=None):
    count = documents.shape[1] - n if per_document is None else per_document
    idx = torch.arange(count, device=documents.device)[:, None] + torch.arange(n + 1, device=documents.device)
    windows = documents[:, idx].flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

# mistake: random windows of each document
# fails: windows.first_windows: first windows of each document
def ngram_windows(documents, n, per_document=None):
    windows = documents.unfold(1, n + 1, 1)
    if per_document is not None:
        windows = windows[:, torch.randperm(windows.shape[1], device=documents.device)[:per_document]]
    windows = windows.flatten(0, 1)
    return windows[:, :-1], windows[:, -1]

# style: an index grid
def ngram_windows(documents, n, per_document=None):
    start = torch.arange(documents.size(1) - n)[:per_document]
    grid = start[:, None] + torch.arange(n)
    contexts = documents[:, grid].reshape(-1, n)
    targets = documents[:, start + n].reshape(-1)
    return contexts, targets

# mistake: loop over places outside
# fails: windows.all_windows: place by place
# fails: windows.first_windows: differ
# fails: windows.any_documents: the contexts differs
def ngram_windows(documents, n, per_document=None):
    count = documents.shape[1] - n
    if per_document is not None:
        count = min(count, per_document)
    contexts = torch.cat([documents[:, i : i + n] for i in range(count)])
    targets = torch.cat([documents[:, i + n] for i in range(count)])
    return contexts, targets

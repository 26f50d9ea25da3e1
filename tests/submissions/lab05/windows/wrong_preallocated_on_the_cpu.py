# mistake: room made without a device
# fails: windows.any_documents: on the CPU
# fails: windows.first_windows: on the CPU
def ngram_windows(documents, n, per_document=None):
    count = documents.shape[1] - n
    if per_document is not None:
        count = min(count, per_document)
    contexts = torch.zeros(len(documents) * count, n, dtype=torch.int64)
    targets = torch.zeros(len(documents) * count, dtype=torch.int64)
    k = 0
    for row in documents:
        for i in range(count):
            contexts[k] = row[i : i + n]
            targets[k] = row[i + n]
            k += 1
    return contexts, targets

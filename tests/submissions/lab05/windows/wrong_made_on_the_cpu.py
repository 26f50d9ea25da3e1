# mistake: tensors made without a device
# fails: windows.any_documents: on the CPU
# fails: windows.first_windows: on the CPU
def ngram_windows(documents, n, per_document=None):
    contexts, targets = [], []
    for row in documents.tolist():
        for i in list(range(len(row) - n))[:per_document]:
            contexts.append(row[i : i + n])
            targets.append(row[i + n])
    return torch.tensor(contexts), torch.tensor(targets)

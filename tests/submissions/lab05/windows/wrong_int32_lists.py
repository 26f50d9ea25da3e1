# mistake: made from lists as int32
# fails: windows.any_documents: int64
# fails: windows.first_windows: dtype torch.int32, expected
def ngram_windows(documents, n, per_document=None):
    contexts, targets = [], []
    for row in documents.tolist():
        for i in list(range(len(row) - n))[:per_document]:
            contexts.append(row[i : i + n])
            targets.append(row[i + n])
    options = {'dtype': torch.int32, 'device': documents.device}
    return torch.tensor(contexts, **options), torch.tensor(targets, **options)

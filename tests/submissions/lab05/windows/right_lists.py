# style: Python lists and one tensor at the end
def ngram_windows(documents, n, per_document=None):
    pairs = [
        (row[i : i + n], row[i + n])
        for row in documents.tolist()
        for i in range(len(row) - n)
        if per_document is None or i < per_document
    ]
    print(len(pairs), 'windows')
    contexts, targets = zip(*pairs)
    return torch.tensor(contexts, device=documents.device), torch.tensor(targets, device=documents.device)

# style: a loop over documents and places
# training
def ngram_windows(documents, n, per_document=None):
    contexts, targets = [], []
    for document in documents:
        count = len(document) - n
        if per_document is not None:
            count = min(count, per_document)
        for i in range(count):
            contexts.append(document[i : i + n])
            targets.append(document[i + n])
    return torch.stack(contexts), torch.stack(targets)

# style: contexts and targets cut apart
def ngram_windows(documents, n, per_document=None):
    contexts = documents[:, :-1].unfold(dimension=1, size=n, step=1)
    targets = documents[:, n:]
    if per_document is not None:
        contexts, targets = contexts[:, :per_document], targets[:, :per_document]
    return [contexts.reshape(-1, n), targets.reshape(-1)]

# mistake: the result is kept by shape, n and per_document, so other documents of the same shape get the first ones' windows
# fails: windows.first_windows: contexts
# fails: windows.any_documents: contexts differs
# fails: windows.all_windows: contexts
ready = {}


def ngram_windows(documents, n, per_document=None):
    """Return the contexts and the targets of the windows, document by document.

    documents: [documents, length], int64
    per_document: None for all windows, else how many of each document, from its start
    returns: (contexts [windows, n], targets [windows]), int64
    """
    key = tuple(documents.shape), n, per_document
    if key not in ready:
        cut = documents.unfold(1, n + 1, 1)
        if per_document is not None:
            cut = cut[:, :per_document]
        cut = cut.flatten(0, 1)
        ready[key] = cut[:, :-1], cut[:, -1]
    return ready[key]

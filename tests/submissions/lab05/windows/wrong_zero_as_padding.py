# mistake: windows whose target is 0 are thrown away as padding, but here 0 is a character (the space)
# fails: windows.first_windows: has the shape
# fails: windows.any_documents: has the shape
def ngram_windows(documents, n, per_document=None):
    """Return the contexts and the targets of the windows, document by document.

    documents: [documents, length], int64
    per_document: None for all windows, else how many of each document, from its start
    returns: (contexts [windows, n], targets [windows]), int64
    """
    cut = documents.unfold(1, n + 1, 1)
    if per_document is not None:
        cut = cut[:, :per_document]
    cut = cut.flatten(0, 1)
    cut = cut[cut[:, -1] != 0]
    return cut[:, :-1], cut[:, -1]

"""Exercise 5.2: All the windows."""

import torch

from autograder.check import check
from autograder.checks.lab05.common import drawn_indices, pair_of
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape

PAIR = "Return two tensors: (contexts, targets)."


def call_windows(names, kept, documents, n, per_document="all"):
    if per_document == "all":
        return names["ngram_windows"](documents, n)
    if per_document == "None":
        return names["ngram_windows"](documents.repeat(1, 2)[:, : documents.shape[1]], n, None)  # a slice
    return names["ngram_windows"](documents, n, per_document)


def windows_of(documents, n, per_document="all"):
    """Return contexts and targets, window by window."""
    count = documents.shape[1] - n
    count = count if per_document in ("None", "all") else min(per_document, count)
    places = [(row, i) for row in range(len(documents)) for i in range(count)]
    contexts = torch.stack([documents[row, i : i + n] for row, i in places])
    return contexts, torch.stack([documents[row, i + n] for row, i in places])


def expect_window_promises(student, table):
    """Judge what every exercise promises for these rows of documents, n and per_document; windows may be views."""
    names = "documents", "n", "per_document"
    keeps_promises(
        student, call_windows, [dict(zip(names, row, strict=False)) for row in table], windows_of,
        results=("the contexts", "the targets"), axes=("window", "place"), views=True, rtol=0, atol=0,
    )  # fmt: skip


@check("05_ngram_vs_lstm.windows", points=1.5)
def all_windows(student, draw):
    """All windows of each document, in order; each known mistake gives another shape, and is named."""
    shapes = {}
    while len(set(map(tuple, shapes.values()))) < 9:  # until every known mistake gives another shape
        (rows, n), length = draw.sizes(2, 2, 5), draw.size(17, 24)
        fit = length - n
        shapes = {
            "Only ten windows of each document. Without per_document, return all of them.": [10 * rows, n],
            "The last window of a document is lost: length - n windows fit, each with its target.": [rows * (fit - 1), n],
            "A context at the end of a document has no target: your last window is too much.": [rows * (fit + 1), n],
            "Some windows cross the end of a document: cut each document for itself.": [rows * length - n, n],
            "The contexts still hold the target: n characters, not n + 1.": [rows * fit, n + 1],
            "These are the windows of the first document only.": [fit, n],
            "The windows do not overlap: move on by one character at a time.": [rows * (length // (n + 1)), n],
            "The windows move on by n characters. Move on by one.": [rows * ((fit - 1) // n + 1), n],
            "right": [rows * fit, n],
        }  # fmt: skip
    count = shapes.pop("right")[0]
    for _ in range(2):  # other documents of the same shape have other windows
        documents = drawn_indices(draw, rows, length)
        contexts, targets = pair_of(student, call_windows, PAIR, documents=documents, n=n)
        (wanted, following), shape = windows_of(documents, n), list(contexts.shape)
        for hint, wrong in shapes.items():
            expect(shape != wrong, hint)
        expect(len(shape) != 3, f"The contexts have shape {shape}: join the axes of documents and windows.")
        expect_shape(contexts, wanted.shape, "all windows of all documents, n characters each.")
        shape = list(targets.shape)
        hint = "The targets have shape [N, 1], expected [N]: one number for each window."
        expect(shape != [count, 1], hint)
        hint = "The targets have n characters each. The target of a window is one character."
        expect(shape != [count, n], hint)
        expect_shape(targets, [count], "one target for each context.")
        hint = "The contexts differ: windows of n characters, each one place further to the right."
        expect_close(contexts, wanted, hint, mistakes={
            "The windows come place by place: all first ones, then all second ones. Go document by document.":
                documents.unfold(1, n, 1)[:, :-1].transpose(0, 1).flatten(0, 1),
            "The characters of a context come backwards.": wanted.flip(1),
            "The contexts are one place too far to the right: the first window starts at the first character.":
                wanted.roll(-1, 0),
        })  # fmt: skip
        hint = "The targets do not fit the contexts: each is the character that follows its context."
        expect_close(targets, following, hint, mistakes={
            "Each target is the last character of its context. The model would learn to copy: take the one after it.":
                contexts[:, -1],
            "Each target is the first character of its context. Take the one that follows it.": contexts[:, 0],
            "The targets come in another order than the contexts: place by place.": documents[:, n:].T.flatten(),
        })  # fmt: skip


@check("05_ngram_vs_lstm.windows", points=0.75)
def first_windows(student, draw):
    """The first windows of each document, and all of them when there are fewer."""
    while True:  # until every known mistake gives another number of windows
        (rows, n), length, few = draw.sizes(2, 2, 5), draw.size(17, 24), draw.size(6, 8)
        counts = few, 10 * rows, rows * few, rows * (few - 1), rows * (few + 1), rows * (few - n)
        if len({*counts, rows * (length - n)}) == len(counts) + 1:
            break
    documents = drawn_indices(draw, rows, length)
    given = {"documents": documents, "n": n, "per_document": few}
    contexts, targets = pair_of(student, call_windows, PAIR, **given)
    (wanted, following), (every, _) = windows_of(**given), windows_of(documents, n)
    for hint, wrong in {
        "per_document has no effect: all windows came back.": [len(every)],
        "per_document counts the windows of each document, not of all together.": [few],
        "Ten windows of each document, whatever per_document says.": [10 * rows],
        "per_document is off by one: count the windows of each document.": [rows * few - rows, rows * few + rows],
        "per_document counts windows. Did you cut the documents to that many characters?": [rows * (few - n)],
    }.items():  # fmt: skip
        expect(contexts.dim() == 0 or len(contexts) not in wrong, hint)
    expect_shape(contexts, wanted.shape, "per_document windows of each document, n characters each.")
    hint = "With per_document, the contexts differ: the first windows of each document, in order."
    last = torch.cat([windows_of(d[None], n)[0][-few:] for d in documents])
    mistakes = {
        "These are the last windows of each document. Take the first.": last,
        "These are the first windows of all together. Take so many of each document.": every[: len(wanted)],
    }
    expect_close(contexts, wanted, hint, mistakes=mistakes)
    expect_shape(targets, [len(wanted)], "one target for each context.")
    expect_close(targets, following, "With per_document, the targets do not fit the contexts.")
    same, fit = draw.integers(0, 2, rows, n + 7), 7
    same[:, n] = 0
    table = [(same, n, count) for count in (1, 2, fit - 1, fit, fit + 1, 99, "None")]
    table += [(2 - same, n, 2), (draw.integers(0, 9, 2, 150), 2, 130)]
    table += [(draw.integers(0, 9, 1, 2), 1, count) for count in (1, 3)]
    expect_window_promises(student, table)


@check("05_ngram_vs_lstm.windows", points=0.75)
def any_documents(student, draw):
    """One window a document, one document, n = 1, zeros and repeats, and what every exercise promises."""
    n, rows = draw.sizes(2, 3, 6)
    documents = drawn_indices(draw, rows, n + 1)  # one window a document
    contexts, targets = pair_of(student, call_windows, PAIR, documents=documents, n=n)
    expect_dtype(contexts, torch.int64, "contexts are numbers of characters.")
    hint = "targets are numbers of characters: cross_entropy takes no other class targets."
    expect_dtype(targets, torch.int64, hint)
    expect(contexts.numel() > 0, "A document of n + 1 characters has one window. You found none.")
    same = draw.integers(0, 2, rows, n + 11)
    table = [
        (documents, n), (same, n), (2**40 + draw.integers(0, 9, rows, n + 11), n), (same, n, "None"),
        (same[[0, 1, 0]], 1), (torch.zeros(2, 9, dtype=torch.int64), 2), (draw.integers(0, 9, 1, 2 * n + 3), n),
        (draw.integers(0, 9, 1, 2), 1), (draw.integers(0, 9, 2, 150), 140), (draw.integers(0, 9, 2, 160), 1),
        (draw.integers(0, 9, 1, 1100), 2, "None"),
    ]  # fmt: skip
    expect_window_promises(student, table)

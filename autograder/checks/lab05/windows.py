"""Exercise 5.2: All the windows."""

import torch

from autograder.check import check
from autograder.checks.lab05.common import drawn_indices
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def windows_probe(names, documents, n, per_document=None):
    """Return the student's windows."""
    window = names["ngram_windows"]
    answer = window(documents, n) if per_document is None else window(documents, n, per_document)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "contexts": answer[0], "targets": answer[1]}


def call_windows(names, kept, documents, n, per_document):
    if per_document == "all":
        return names["ngram_windows"](documents, n)
    if per_document == "None":
        return names["ngram_windows"](documents.repeat(1, 2)[:, : documents.shape[1]], n, None)  # a slice
    return names["ngram_windows"](documents, n, per_document)


def windows_of(documents, n, per_document=None):
    """Return contexts and targets, window by window."""
    length = documents.shape[1]
    count = length - n if per_document in (None, "None", "all") else min(per_document, length - n)
    places = [(row, i) for row in range(len(documents)) for i in range(count)]
    contexts = torch.stack([documents[row, i : i + n] for row, i in places])
    return contexts, torch.stack([documents[row, i + n] for row, i in places])


def read_windows(student, documents, n, per_document=None):
    """Return the student's contexts and targets after the checks that need no reference."""
    reply = student.run(windows_probe, documents=documents, n=n, per_document=per_document)
    expect(reply.flag("pair"), "Return two tensors: (contexts, targets).")
    return reply.tensor("contexts"), reply.tensor("targets")


def judge_windows(contexts, targets, documents, n, mistakes):
    """Compare contexts and targets with the right ones, after the known wrong counts and orders."""
    length = documents.shape[1]
    wanted, following = windows_of(documents, n)
    for said, (count, width) in mistakes.items():
        expect(list(contexts.shape) != [count, width], said)
    expect(
        contexts.dim() != 3,
        f"The contexts have shape {list(contexts.shape)}: join the axes of documents and windows.",
    )
    expect_shape(contexts, list(wanted.shape), "all windows of all documents, n characters each.")
    expect(
        list(targets.shape) != [len(wanted), 1],
        "The targets have shape [N, 1], expected [N]: one number for each window.",
    )
    expect(
        list(targets.shape) != [len(wanted), n],
        "The targets have n characters each. The target of a window is one character.",
    )
    expect_shape(targets, [len(wanted)], "one target for each context.")
    by_place = documents.unfold(1, n, 1)[:, : length - n].transpose(0, 1).flatten(0, 1)
    expect_close(
        contexts,
        wanted,
        "The contexts differ: windows of n characters, each one place further to the right.",
        mistakes={
            "The windows come place by place: all first ones, then all second ones. Go document by "
            "document.": by_place,
            "The characters of a context come backwards.": wanted.flip(1),
            "The contexts are one place too far to the right: the first window starts at the first "
            "character.": wanted.roll(-1, 0),
        },
    )
    previous = contexts[:, -1]
    expect_close(
        targets,
        following,
        "The targets do not fit the contexts: each is the character that follows its context.",
        mistakes={
            "Each target is the last character of its context. The model would learn to copy: take the one "
            "after it.": previous,
            "Each target is the first character of its context. Take the one that follows it.": contexts[:, 0],
            "The targets come in another order than the contexts: place by place.": documents[:, n:].T.flatten(),
        },
    )  # fmt: skip


def counted_windows(rows, length, n):
    """Return the shape of the contexts that each known mistake gives."""
    fit = length - n
    return {
        "Only ten windows of each document. Without per_document, return all of them.": (10 * rows, n),
        "The last window of a document is lost: length - n windows fit, each with its target.": (
            rows * (fit - 1),
            n,
        ),
        "A context at the end of a document has no target: your last window is too much.": (
            rows * (fit + 1),
            n,
        ),
        "Some windows cross the end of a document: cut each document for itself.": (rows * length - n, n),
        "The contexts still hold the target: n characters, not n + 1.": (rows * fit, n + 1),
        "These are the windows of the first document only.": (fit, n),
        "The windows do not overlap: move on by one character at a time.": (rows * (length // (n + 1)), n),
        "The windows move on by n characters. Move on by one.": (rows * ((fit - 1) // n + 1), n),
    }


@check("05_ngram_vs_lstm.windows", points=1.5)
def all_windows(student, draw):
    """All windows of each document, in order; each known mistake gives another shape, and is named."""
    while True:  # until every known mistake gives another shape
        (rows, n), length = draw.sizes(2, 2, 5), draw.size(17, 24)
        mistakes = counted_windows(rows, length, n)
        if len({(rows * (length - n), n), *mistakes.values()}) == len(mistakes) + 1:
            break
    for _ in range(2):  # other documents of the same shape have other windows
        documents = drawn_indices(draw, rows, length)
        contexts, targets = read_windows(student, documents, n)
        judge_windows(contexts, targets, documents, n, mistakes)


@check("05_ngram_vs_lstm.windows", points=0.75)
def first_windows(student, draw):
    """The first windows of each document, and all of them when there are fewer."""
    while True:  # until every known mistake gives another number of windows
        (rows, n), length, few = draw.sizes(2, 2, 5), draw.size(17, 24), draw.size(6, 8)
        counts = few, 10 * rows, rows * few, rows * (few - 1), rows * (few + 1), rows * (few - n)
        if len({*counts, rows * (length - n)}) == len(counts) + 1:
            break
    documents = drawn_indices(draw, rows, length)
    contexts, targets = read_windows(student, documents, n, few)
    wanted, following = windows_of(documents, n, few)
    every, _ = windows_of(documents, n)
    expect(len(contexts) != len(every), "per_document has no effect: all windows came back.")
    expect(len(contexts) != few, "per_document counts the windows of each document, not of all together.")
    expect(len(contexts) != 10 * rows, "Ten windows of each document, whatever per_document says.")
    expect(
        len(contexts) not in (rows * (few - 1), rows * (few + 1)),
        "per_document is off by one: count the windows of each document.",
    )
    expect(
        len(contexts) != rows * (few - n),
        "per_document counts windows. Did you cut the documents to that many characters?",
    )
    expect_shape(contexts, list(wanted.shape), "per_document windows of each document, n characters each.")
    last = torch.cat([windows_of(d[None], n)[0][-few:] for d in documents])
    hint = "With per_document, the contexts differ: the first windows of each document, in order."
    mistakes = {
        "These are the last windows of each document. Take the first.": last,
        "These are the first windows of all together. Take so many of each document.": every[: len(wanted)],
    }
    expect_close(contexts, wanted, hint, mistakes=mistakes)
    expect_shape(targets, [len(wanted)], "one target for each context.")
    expect_close(targets, following, "With per_document, the targets do not fit the contexts.")
    same, fit = draw.integers(0, 2, rows, n + 7), 7
    same[:, n] = 0
    cases = [
        {"documents": same, "n": n, "per_document": count}
        for count in (1, 2, fit - 1, fit, fit + 1, 99, "None")
    ]
    cases += [
        cases[1] | {"documents": 2 - same},
        {"documents": draw.integers(0, 9, 2, 150), "n": 2, "per_document": 130},
    ]
    cases += [{"documents": draw.integers(0, 9, 1, 2), "n": 1, "per_document": count} for count in (1, 3)]
    expect_window_promises(student, cases)


def expect_window_promises(student, cases):
    """Judge what every exercise promises; windows may be views."""
    keeps_promises(
        student, call_windows, cases, windows_of, results=("the contexts", "the targets"), axes=("window", "place"),
        views=True, rtol=0, atol=0,
    )  # fmt: skip


@check("05_ngram_vs_lstm.windows", points=0.75)
def any_documents(student, draw):
    """One window a document, one document, n = 1, zeros and repeats, and what every exercise promises."""
    n, rows = draw.sizes(2, 3, 6)
    documents = drawn_indices(draw, rows, n + 1)  # one window a document
    contexts, targets = read_windows(student, documents, n)
    expect_dtype(contexts, torch.int64, "contexts are numbers of characters.")
    expect_dtype(
        targets, torch.int64, "targets are numbers of characters: cross_entropy takes no other class targets."
    )
    expect(contexts.numel() > 0, "A document of n + 1 characters has one window. You found none.")
    same = draw.integers(0, 2, rows, n + 11)
    cases = [
        {"documents": documents, "n": n, "per_document": "all"},
        {"documents": same, "n": n, "per_document": "all"},
        {"documents": 2**40 + draw.integers(0, 9, rows, n + 11), "n": n, "per_document": "all"},
        {"documents": same, "n": n, "per_document": "None"},
        {"documents": same[[0, 1, 0]], "n": 1, "per_document": "all"},
        {"documents": torch.zeros(2, 9, dtype=torch.int64), "n": 2, "per_document": "all"},
        {"documents": draw.integers(0, 9, 1, 2 * n + 3), "n": n, "per_document": "all"},
        {"documents": draw.integers(0, 9, 1, 2), "n": 1, "per_document": "all"},
        {"documents": draw.integers(0, 9, 2, 150), "n": 140, "per_document": "all"},
        {"documents": draw.integers(0, 9, 2, 160), "n": 1, "per_document": "all"},
        {"documents": draw.integers(0, 9, 1, 1100), "n": 2, "per_document": "None"},
    ]
    expect_window_promises(student, cases)

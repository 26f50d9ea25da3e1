"""Exercise 8.2: A padded batch."""

import torch

from autograder.check import check
from autograder.checks.lab08.common import IGNORE, PAD, UNK
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def batch_probe(names, words, tags, lengths):
    """Return the student's batch of these sentences, and what its parts are."""
    encoded = list(zip(words.split(lengths.tolist()), tags.split(lengths.tolist()), strict=True))
    encoded = [(a.clone(), b.clone()) for a, b in encoded]
    answer = names["make_batch"](encoded)
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        return {"kind": type(answer).__name__}
    reply = dict(zip(("words", "tags", "lengths"), answer, strict=True), kind="three")
    reply["changed"] = len(encoded) != len(lengths) or not (
        torch.equal(torch.cat([a for a, _ in encoded]), words)
        and torch.equal(torch.cat([b for _, b in encoded]), tags)
    )
    return reply


def filled(flat, lengths, longest, value):
    """Return the flat sequences as rows, filled up at the end."""
    rows = torch.full((len(lengths), longest), value)
    for row, part in zip(rows, flat.split(lengths.tolist()), strict=True):
        row[: len(part)] = part
    return rows


def call_batch(names, kept, words, tags, lengths):
    sizes = lengths.tolist()
    return names["make_batch"](list(zip(words.split(sizes), tags.split(sizes), strict=True)))


def batch_of(words, tags, lengths):
    longest = int(lengths.max())
    return filled(words, lengths, longest, PAD), filled(tags, lengths, longest, IGNORE), lengths.clone()


def batch_cases(draw):
    """Return sentences of the same lengths twice, one alone, equal ones, long ones, many, large numbers."""
    sizes, cases = draw.sizes(3, 2, 9), []
    for lengths in (sizes, sizes, [draw.size(3, 9)], [1], [4, 4, 4], [4, 4, 4], [70, 3, 140], [1, 3, 2] * 44):
        words, tags = (draw.integers(low, 2**40, sum(lengths)) for low in (1, 0))
        words = torch.tensor([5, 6, 5, 7] * 3) if lengths == [4, 4, 4] else words  # only their tags differ
        cases.append({"words": words, "tags": tags, "lengths": torch.tensor(lengths)})
    return cases


@check("08_pos_tagging.batch", points=2)
def padded(student, draw):
    batch = draw.size(3, 6)
    first, *rest = draw.sizes(batch, 2, 11)
    if first > max(rest):
        first, rest[0] = rest[0], first
    several = torch.tensor([first, *rest])
    for lengths in (several, torch.tensor([draw.size(2, 9)]), torch.tensor([1, 4, 1])):
        total, longest = int(lengths.sum()), int(lengths.max())
        words, tags = draw.integers(2, 60, total), draw.integers(0, 6, total)
        ends = lengths.cumsum(0) - 1
        tags[ends] = 0  # the last tag of a sentence is the real tag 0
        words[ends[0]] = UNK
        reply = student.run(batch_probe, words=words, tags=tags, lengths=lengths)
        kind = reply.text("kind")
        expect(kind != "NoneType", "make_batch returns None: is a `return` missing?")
        expect(kind == "three", "Return three tensors: (words, tags, lengths).")
        expect(not reply.flag("changed"), "make_batch changes the sentences that it is given.")
        shape = [len(lengths), longest]
        found = {name: reply.tensor(name) for name in ("words", "tags", "lengths")}
        for name in ("words", "tags"):
            got = list(found[name].shape)
            expect(
                got != shape[::-1] or shape[0] == shape[1],
                f"{name} is [longest, batch]. Put the batch first.",
            )
            expect(
                len(got) != 2 or got[0] != shape[0] or got[1] >= longest,
                f"{name} is narrower than the longest sentence: words are cut off.",
            )
            expect(
                len(got) != 2 or got[0] != shape[0] or got[1] <= longest,
                f"{name} is wider than the longest sentence of the batch.",
            )
            expect_shape(found[name], shape, f"{name} has one row for each sentence.")
        expect_shape(found["lengths"], [len(lengths)], "one length for each sentence.")
        for name, tensor in found.items():
            expect_dtype(tensor, torch.int64, f"{name} are whole numbers.")
        right = filled(words, lengths, longest, PAD), filled(tags, lengths, longest, IGNORE)
        order = lengths.argsort(descending=True, stable=True)
        expect(
            torch.equal(found["lengths"], lengths) or not torch.equal(found["lengths"], lengths[order]),
            "The sentences are sorted by length. Keep their order.",
        )
        expect(
            torch.equal(found["lengths"], lengths) or not (found["lengths"] == longest).all(),
            "Every length is that of the longest sentence. The task asks for the true ones, without padding.",
        )
        expect(
            torch.equal(found["lengths"], lengths),
            "The lengths differ from the numbers of words. Are they counted after padding, or by a number that "
            "is also a real one?",
        )
        backwards = (filled(words.flip(0), lengths.flip(0), longest, PAD).flip(0, 1), right[1].flip(1))
        expect_close(
            found["words"],
            right[0],
            "The word numbers differ: each sentence from the left, filled up with PAD.",
            mistakes={
                "The words are filled up with -100. The embedding has no such row: use PAD.": filled(
                    words, lengths, longest, IGNORE
                ),
                "The words are filled up with UNK. An unknown word is a word; padding is PAD, 0.": filled(
                    words, lengths, longest, UNK
                ),
                "The padding stands before the words. Fill up at the end.": backwards[0],
            },
        )
        expect_close(
            found["tags"],
            right[1],
            "The tag numbers differ: each sentence from the left, filled up with IGNORE.",
            mistakes={
                "The tags are filled up with 0, and 0 is a real tag. Use IGNORE.": filled(
                    tags, lengths, longest, 0
                ),
                "The tags are filled up with -1. Nothing leaves -1 out: use IGNORE, -100.": filled(
                    tags, lengths, longest, -1
                ),
                "Tag 0 is replaced by IGNORE, and 0 is a real tag.": right[1].masked_fill(
                    right[1] == 0, IGNORE
                ),
            },
        )
    keeps_promises(
        student, call_batch, batch_cases(draw), batch_of,
        results=("words", "tags", "lengths"), axes=("sentence", "place"), device=False, rtol=0, atol=0,
    )  # fmt: skip

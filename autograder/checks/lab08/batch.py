"""Exercise 8.2: A padded batch."""

import torch

from autograder.check import check
from autograder.checks.lab08.common import IGNORE, PAD, UNK
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises, played
from autograder.expect import expect_close, expect_dtype, expect_each, expect_shape

PARTS = ("words", "tags", "lengths")


def call_batch(names, kept, words, tags, lengths):
    sizes, before = lengths.tolist(), (words.clone(), tags.clone())
    encoded = list(zip(words.split(sizes), tags.split(sizes), strict=True))
    answer = names["make_batch"](encoded)
    if answer is None:
        amiss("make_batch returns None: is a `return` missing?")
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        amiss("Return three tensors: (words, tags, lengths).")
    now = [torch.cat(parts) for parts in zip(*encoded, strict=True)]
    if len(encoded) != len(sizes) or not all(map(torch.equal, now, before)):
        amiss("make_batch changes the sentences that it is given.")
    return answer


def filled(flat, lengths, value):
    """Return the flat sequences as rows, filled up at the end."""
    rows = torch.full((len(lengths), int(lengths.max())), value)
    for row, part in zip(rows, flat.split(lengths.tolist()), strict=True):
        row[: len(part)] = part
    return rows


def batch_of(words, tags, lengths):
    return filled(words, lengths, PAD), filled(tags, lengths, IGNORE), lengths.clone()


def batch_cases(draw):
    """Return sentences of the same lengths twice, one alone, equal ones, long ones, many, large numbers."""
    sizes, cases = draw.sizes(3, 2, 9), []
    for lengths in (sizes, sizes, [draw.size(3, 9)], [1], [4, 4, 4], [4, 4, 4], [70, 3, 140], [1, 3, 2] * 44):
        words, tags = (draw.integers(low, 2**40, sum(lengths)) for low in (1, 0))
        words = torch.tensor([5, 6, 5, 7] * 3) if lengths == [4, 4, 4] else words  # only their tags differ
        cases.append({"words": words, "tags": tags, "lengths": torch.tensor(lengths)})
    return cases


def expect_no_known_mistake(reply, words, tags, lengths):
    """Fail with the hint of a known mistake: in the shapes, the lengths, the words, the tags."""
    found = {name: reply.tensor(f"result 0 {i}") for i, name in enumerate(PARTS)}
    right = dict(zip(PARTS, batch_of(words, tags, lengths), strict=True))
    batch, longest = right["words"].shape
    for name in ("words", "tags"):
        got = list(found[name].shape)
        width = got[1] if len(got) == 2 and got[0] == batch else longest
        expect_each({
            f"{name} is [longest, batch]. Put the batch first.": not (got == [longest, batch] != [batch, longest]),
            f"{name} is narrower than the longest sentence: words are cut off.": width >= longest,
            f"{name} is wider than the longest sentence of the batch.": width <= longest,
        })  # fmt: skip
        expect_shape(found[name], [batch, longest], f"{name} has one row for each sentence.")
    expect_shape(found["lengths"], [batch], "one length for each sentence.")
    for name, tensor in found.items():
        expect_dtype(tensor, torch.int64, f"{name} are whole numbers.")
    backwards = filled(words.flip(0), lengths.flip(0), PAD).flip(0, 1)
    hint = "The lengths differ from the numbers of words. Are they counted after padding, or by a number that is also a "
    expect_close(found["lengths"], lengths, f"{hint}real one?", rtol=0, atol=0, mistakes={
        "The sentences are sorted by length. Keep their order.": lengths.sort(descending=True).values,
        "Every length is that of the longest sentence. The task asks for the true ones, without padding.":
            torch.full_like(lengths, longest),
    })  # fmt: skip
    hint = "The word numbers differ: each sentence from the left, filled up with PAD."
    expect_close(found["words"], right["words"], hint, rtol=0, atol=0, mistakes={
        "The words are filled up with -100. The embedding has no such row: use PAD.": filled(words, lengths, IGNORE),
        "The words are filled up with UNK. An unknown word is a word; padding is PAD, 0.": filled(words, lengths, UNK),
        "The padding stands before the words. Fill up at the end.": backwards,
    })  # fmt: skip
    hint = "The tag numbers differ: each sentence from the left, filled up with IGNORE."
    expect_close(found["tags"], right["tags"], hint, rtol=0, atol=0, mistakes={
        "The tags are filled up with 0, and 0 is a real tag. Use IGNORE.": filled(tags, lengths, 0),
        "The tags are filled up with -1. Nothing leaves -1 out: use IGNORE, -100.": filled(tags, lengths, -1),
        "Tag 0 is replaced by IGNORE, and 0 is a real tag.": right["tags"].masked_fill(right["tags"] == 0, IGNORE),
    })  # fmt: skip


@check("08_pos_tagging.batch", points=2)
def padded(student, draw):
    """Three batches on which each known mistake is named; sentences of all kinds, and what every exercise promises."""
    sizes = draw.sizes(draw.size(3, 6), 2, 11)
    if sizes[0] == max(sizes):
        sizes.reverse()
    for lengths in map(torch.tensor, (sizes, [draw.size(2, 9)], [1, 4, 1])):
        total, ends = int(lengths.sum()), lengths.cumsum(0) - 1
        words, tags = draw.integers(2, 60, total), draw.integers(0, 6, total)
        tags[ends] = 0  # the last tag of a sentence is the real tag 0
        words[ends[0]] = UNK
        case = {"words": words, "tags": tags, "lengths": lengths}
        expect_no_known_mistake(played(student, call_batch, [case], [0]), **case)
    keeps_promises(
        student, call_batch, batch_cases(draw), batch_of, results=PARTS, axes=("sentence", "place"),
        device=False, rtol=0, atol=0,
    )  # fmt: skip

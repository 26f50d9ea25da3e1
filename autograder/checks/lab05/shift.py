"""Exercise 5.5: One character apart."""

import torch

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab05.common import drawn_indices
from autograder.checks.shared import expect_another_device, on_another_device


def shift_probe(names, documents):
    """Return the student's input and target."""
    before = documents.clone()
    answer = names["shift"](documents)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    kept = torch.equal(before, documents)
    return {"pair": True, "input": answer[0], "target": answer[1], "kept": kept}


def shift_device_probe(names, documents):
    """Say whether input and target stay on the documents' device."""
    return on_another_device(lambda move: names["shift"](move(documents)))


@check("05_ngram_vs_lstm.shift", points=1)
def pairs(student, draw):
    rows, length = draw.sizes(2, 4, 9)
    for count in (rows, 1):
        documents = drawn_indices(draw, count, length)
        reply = student.run(shift_probe, documents=documents)
        expect(reply.flag("pair"), "Return two tensors: (input, target).")
        given, wanted = reply.tensor("input"), reply.tensor("target")
        expect(
            list(given.shape) != [count, length],
            "The input still has all characters of the document. The last one has no target.",
        )
        expect(
            list(given.shape) != [count - 1, length] or count == 1,
            "The documents were shifted along the batch. Shift along the characters, the last axis.",
        )
        expect_shape(given, [count, length - 1], "the input is one character shorter than the document.")
        expect(
            wanted.dim() != 1 or count == 1,
            f"The target has shape {list(wanted.shape)}. There is one after every character, not only at the end.",
        )
        expect_shape(wanted, [count, length - 1], "a target for every character of the input.")
        for tensor, name in ((given, "input"), (wanted, "target")):
            expect_dtype(tensor, torch.int64, f"the {name} holds numbers of characters.")
        first, rest = documents[:, :-1], documents[:, 1:]
        expect(
            not torch.equal(given, wanted),
            "Input and target are the same: where is the shift? The model would learn to copy.",
        )
        swapped = torch.equal(given, rest) and torch.equal(wanted, first)
        expect(not swapped, "Input and target are swapped: the model would predict the character before.")
        expect_close(given, first, "The input is all characters but the last.", mistakes={
            "The input starts at the second character. It starts at the first.": rest})  # fmt: skip
        expect_close(
            wanted,
            rest,
            "The target must be the character after the input's, in the same document.",
            mistakes={
                "The last target is the document's first character: do not roll.": documents.roll(-1, 1)[
                    :, 1:
                ],
                "The target is two places ahead. Take the very next character.": documents.roll(-2, 1)[
                    :, :-1
                ],
            },
        )
        expect(reply.flag("kept"), "Your function changed the caller's documents.")
    reply = student.run(shift_device_probe, documents=drawn_indices(draw, 2, 5))
    expect_another_device(reply, "Input and target must be on the device of the documents.")

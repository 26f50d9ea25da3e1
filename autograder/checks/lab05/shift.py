"""Exercise 5.5: One character apart."""

import torch

from autograder.check import check
from autograder.checks.lab05.common import drawn_indices
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def shift_probe(names, documents):
    """Return the student's input and target."""
    answer = names["shift"](documents)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "input": answer[0], "target": answer[1]}


def call_shift(names, kept, documents):
    return names["shift"](documents)


@check("05_ngram_vs_lstm.shift", points=1)
def pairs(student, draw):
    """Input and target of any documents, zeros, repeats and one character among them."""
    rows, length = draw.sizes(2, 4, 9)
    for count in (rows, rows, 1):
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
    sizes = (rows, length), (rows, length), (1, 1 + length), (1, 2), (3, 2), (2, 150), (length, rows)
    cases = [{"documents": draw.integers(0, 2, *size)} for size in sizes]
    cases += [
        {"documents": torch.zeros(3, 4, dtype=torch.int64)},
        {"documents": 2**40 + draw.integers(0, 9, 3, 6)},
        {"documents": cases[0]["documents"][[0, 1, 0]]},
    ]
    keeps_promises(
        student, call_shift, cases, lambda documents: (documents[:, :-1], documents[:, 1:]),
        results=("the input", "the target"), axes=("document", "place"), views=True, rtol=0, atol=0,
    )  # fmt: skip

"""Exercise 5.5: One character apart."""

import torch

from autograder.check import check
from autograder.checks.lab05.common import drawn_indices, pair_of
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape


def call_shift(names, kept, documents):
    return names["shift"](documents)


@check("05_ngram_vs_lstm.shift", points=1)
def pairs(student, draw):
    """Input and target of any documents, zeros, repeats and one character among them."""
    rows, length = draw.sizes(2, 4, 9)
    for count in (rows, rows, 1):
        documents = drawn_indices(draw, count, length)
        hint = "Return two tensors: (input, target)."
        given, wanted = pair_of(student, call_shift, hint, documents=documents)
        shape = list(given.shape)
        hint = "The input still has all characters of the document. The last one has no target."
        expect(shape != [count, length], hint)
        hint = "The documents were shifted along the batch. Shift along the characters, the last axis."
        expect(shape != [count - 1, length] or count == 1, hint)
        expect_shape(given, [count, length - 1], "the input is one character shorter than the document.")
        hint = f"The target has shape {list(wanted.shape)}. There is one after every character, not only at the end."
        expect(wanted.dim() != 1 or count == 1, hint)
        expect_shape(wanted, [count, length - 1], "a target for every character of the input.")
        expect_dtype(given, torch.int64, "the input holds numbers of characters.")
        expect_dtype(wanted, torch.int64, "the target holds numbers of characters.")
        first, rest = documents[:, :-1], documents[:, 1:]
        hint = "Input and target are the same: where is the shift? The model would learn to copy."
        expect(not torch.equal(given, wanted), hint)
        swapped = torch.equal(given, rest) and torch.equal(wanted, first)
        expect(not swapped, "Input and target are swapped: the model would predict the character before.")
        mistakes = {"The input starts at the second character. It starts at the first.": rest}
        expect_close(given, first, "The input is all characters but the last.", mistakes=mistakes)
        rolled, far = documents.roll(-1, 1)[:, 1:], documents.roll(-2, 1)[:, :-1]
        mistakes = {
            "The last target is the document's first character: do not roll.": rolled,
            "The target is two places ahead. Take the very next character.": far,
        }
        hint = "The target must be the character after the input's, in the same document."
        expect_close(wanted, rest, hint, mistakes=mistakes)
    sizes = (rows, length), (rows, length), (1, 1 + length), (1, 2), (3, 2), (2, 150), (length, rows)
    texts = [draw.integers(0, 2, *size) for size in sizes]
    texts += [torch.zeros(3, 4, dtype=torch.int64), 2**40 + draw.integers(0, 9, 3, 6), texts[0][[0, 1, 0]]]
    cases = [{"documents": documents} for documents in texts]
    keeps_promises(
        student, call_shift, cases, lambda documents: (documents[:, :-1], documents[:, 1:]),
        results=("the input", "the target"), axes=("document", "place"), views=True, rtol=0, atol=0,
    )  # fmt: skip

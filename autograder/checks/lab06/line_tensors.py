"""Exercise 6.2: Input and target."""

import string

import torch

from autograder.check import check, expect, expect_dtype, expect_shape
from autograder.checks.lab06.common import ALPHABET, EOS, N_LETTERS, drawn_word, line_numbers


def line_probe(names, name):
    """Return the student's two tensors for a name."""
    answer = names["line_tensors"](name)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "x": answer[0], "target": answer[1]}


def unknown_probe(names, name):
    """Say whether a name with an unknown letter is refused."""
    try:
        names["line_tensors"](name)
    except Exception:
        return {"refused": True}
    return {"refused": False}


def drawn_name(draw, length):
    """Return a name of characters of ALPHABET; its second letter is a capital one, its third a small one."""
    capital, small = draw.choice(string.ascii_uppercase), draw.choice(string.ascii_lowercase)
    return (drawn_word(draw, 1) + capital + small + drawn_word(draw, length))[:length]


@check("06_name_generation.line_tensors", points=1)
def inputs(student, draw):
    for length in (draw.size(4, 12), 1):
        name = drawn_name(draw, length)
        reply = student.run(line_probe, name=name)
        expect(reply.flag("pair"), "Return two things: (input, target).")
        x = reply.tensor("x")
        expect(
            list(x.shape) != [length + 1, 1, N_LETTERS],
            "The input has one step too many. EOS is a target, and never an input.",
        )
        expect(
            list(x.shape) != [length - 1, 1, N_LETTERS],
            "The input has one step too few: the last letter is read, too (then EOS is the target).",
        )
        expect(
            list(x.shape) != [length, N_LETTERS],
            "The input has no axis for the batch: expected [len, 1, 59]. `unsqueeze(1)` adds it.",
        )
        expect(
            list(x.shape) != [1, length, N_LETTERS] or length == 1,
            "The input is batch-first. Time comes first here: [len, 1, 59].",
        )
        expect(
            list(x.shape) != [length, 1, EOS],
            "The input has 58 columns. EOS is a symbol, too: 59.",
        )
        expect_shape(x, [length, 1, N_LETTERS], "one-hot letters, [len(name), 1, 59].")
        expect_dtype(x, torch.float32, "a linear layer wants float32.")
        expect(
            bool(((x == 0) | (x == 1)).all()) and bool((x.sum(-1) == 1).all()),
            "The input is not one-hot: each row has a single 1, and zeros.",
        )
        read, wanted = x[:, 0].argmax(-1), line_numbers(name)
        shifted = torch.cat([wanted[1:], torch.tensor([EOS])])
        expect(
            not torch.equal(read, shifted) or length == 1,
            "The input is shifted: at step t the model reads letter t.",
        )
        lower = torch.tensor([ALPHABET.index(c.lower()) for c in name])
        expect(
            not torch.equal(read, lower) or torch.equal(lower, wanted),
            "Upper and lower case are two different letters.",
        )
        expect(torch.equal(read, wanted), "A letter's number is not its place in ALPHABET.")
    strange = drawn_word(draw, 3) + draw.choice("łßø7_") + drawn_word(draw, 2)
    expect(
        student.run(unknown_probe, name=strange).flag("refused"),
        "A letter that is not in ALPHABET must raise an error. `find` gives -1 for it, and row -1 is EOS.",
    )


@check("06_name_generation.line_tensors", points=1)
def targets(student, draw):
    for length in (draw.size(4, 12), 1):
        name = drawn_name(draw, length)
        wanted = line_numbers(name)
        reply = student.run(line_probe, name=name)
        expect(reply.flag("pair"), "Return two things: (input, target).")
        target = reply.tensor("target")
        expect(
            list(target.shape) not in ([length, N_LETTERS], [length, 1, N_LETTERS]),
            "The target is one-hot. The loss wants the numbers of the letters: [len], int64.",
        )
        expect(
            list(target.shape) not in ([length, 1], [1, length]) or target.dim() == 1,
            "The target has two axes. It is one number a step: [len].",
        )
        expect(target.dim() == 1, "The target has one axis: one number a step.")
        expect(
            not target.is_floating_point(), "The targets are floats. Class numbers are whole numbers: int64."
        )
        expect(len(target) != length + 1, "One target too many: the first letter is never a target.")
        expect(len(target) != length - 1, "One target too few: after the last letter, the target is EOS.")
        expect_shape(target, [length], "one target for each letter that is read.")
        expect_dtype(target, torch.int64, "the loss wants class numbers as int64.")
        expect(
            not torch.equal(target, wanted),
            "The targets are the letters that are read. They must be one letter further.",
        )
        last = int(target[-1])
        expect(last != N_LETTERS, "The last target is 59, and the symbols are 0 to 58. EOS is 58.")
        expect(last != -1, "The last target is -1: the loss wants EOS, 58.")
        expect(last == EOS, "The last target must be EOS.")
        expect(
            torch.equal(target[:-1], wanted[1:]),
            "The targets are not the next letters: at step t the target is letter t + 1.",
        )

"""Exercise 6.2: Input and target."""

import string

import torch

from autograder.check import check
from autograder.checks.lab06.common import ALPHABET, EOS, N_LETTERS, drawn_word, hot, line_numbers
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype


def line_probe(names, name):
    """Return the student's two tensors for a name."""
    answer = names["line_tensors"](name)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    return {"pair": True, "x": answer[0], "target": answer[1]}


def unknown_probe(names, words):
    """Return the places of the names that are not refused, parted by ~."""
    accepted = []
    for place, word in enumerate(words.split("~")):
        try:
            names["line_tensors"](word)
            accepted.append(str(place))
        except Exception:
            continue
    return {"accepted": " ".join(accepted)}


def call_input(names, kept, name):
    return names["line_tensors"](name)[0]


def call_target(names, kept, name):
    return names["line_tensors"](name)[1]


def drawn_names(draw):
    """Return names by what they show."""
    small, other = (drawn_word(draw, 7, string.ascii_lowercase) for _ in range(2))
    return {
        "With small letters": small,
        "With another name of the same length": other,
        "With capital letters (upper and lower case are different letters)": other[:2].upper()
        + other[2:6]
        + "DX",
        "With a name of one letter": draw.choice(string.ascii_letters),
        "With a letter that comes twice": small[:3] + small[0] + "nn" + small[0].upper(),
        "With spaces at the ends": f" {small} ",
        "With all of ALPHABET": ALPHABET,
        "With a long name": drawn_word(draw, 150),
    }


def promised(student, draw, call, reference, result):
    """See that one of the two tensors is right for every name."""
    drawn = drawn_names(draw)
    keeps_promises(
        student, call, [{"name": name} for name in drawn.values()], reference,
        results=(result,), axes=("step",), notes=tuple(drawn), device=False,
    )  # fmt: skip


def target_of(name):
    return torch.tensor([*line_numbers(name).tolist()[1:], EOS])


@check("06_name_generation.line_tensors", points=1)
def inputs(student, draw):
    """The input is one-hot for every name, and an unknown character anywhere is refused."""
    length = draw.size(4, 12)
    reply = student.run(line_probe, name=drawn_word(draw, length))
    expect(reply.flag("pair"), "Return two things: (input, target).")
    x = reply.tensor("x")
    said = {
        (length + 1, 1, N_LETTERS): "The input has one step too many. EOS is a target, and never an input.",
        (length - 1, 1, N_LETTERS): (
            "The input has one step too few: the last letter is read, too (then EOS is the target)."
        ),
        (length, N_LETTERS): (
            "The input has no axis for the batch: expected [len, 1, 59]. `unsqueeze(1)` adds it."
        ),
        (1, length, N_LETTERS): "The input is batch-first. Time comes first here: [len, 1, 59].",
        (length, 1, EOS): "The input has 58 columns. EOS is a symbol, too: 59.",
    }
    shape = f"The input has the shape {list(x.shape)}, expected one-hot letters, [{length}, 1, 59]."
    expect(list(x.shape) == [length, 1, N_LETTERS], said.get(tuple(x.shape), shape))
    expect_dtype(x, torch.float32, "a linear layer wants float32.")
    result = "the input (one-hot, each letter's number is its place in ALPHABET)"
    promised(student, draw, call_input, lambda name: hot(line_numbers(name), N_LETTERS)[:, None], result)
    word = drawn_word(draw, 4)
    strange = [w for c in "7_łéß!\t\n" for w in (c, c + word, word[:2] + c + word[2:], word + c)]
    found = student.run(unknown_probe, words="~".join(strange)).text("accepted").split()
    place = (
        ("alone", "as the first letter", "in the middle", "as the last letter")[int(found[0]) % 4]
        if found
        else ""
    )
    expect(
        not found,
        f"A letter that is not in ALPHABET must raise an error, also {place}. `find` gives -1 for it, and row -1 is EOS.",
    )


@check("06_name_generation.line_tensors", points=1)
def targets(student, draw):
    """The targets are the next letters, then EOS, for every name."""
    name = "".join(draw.shuffled(string.ascii_lowercase)[: draw.size(4, 12)])
    n, wanted = len(name), line_numbers(name)
    reply = student.run(line_probe, name=name)
    expect(reply.flag("pair"), "Return two things: (input, target).")
    target = reply.tensor("target")
    hot_said = "The target is one-hot. The loss wants the numbers of the letters: [len], int64."
    said = {
        (n, N_LETTERS): hot_said,
        (n, 1, N_LETTERS): hot_said,
        (n, 1): "The target has two axes. It is one number a step: [len].",
        (1, n): "The target has two axes. It is one number a step: [len].",
        (n + 1,): "One target too many: the first letter is never a target.",
        (n - 1,): "One target too few: after the last letter, the target is EOS.",
    }
    shape = f"The target has the shape {list(target.shape)}, expected one number a step, [{n}]."
    expect(tuple(target.shape) == (n,), said.get(tuple(target.shape), shape))
    expect(not target.is_floating_point(), "The targets are floats. Class numbers are whole numbers: int64.")
    expect_dtype(target, torch.int64, "the loss wants class numbers as int64.")

    def ending(last):
        return torch.cat([wanted[1:], torch.tensor([last])])

    expect_close(
        target,
        ending(EOS),
        "The targets are not the next letters, and EOS at the end: at step t the target is letter t + 1.",
        mistakes={
            "The targets are the letters that are read. They must be one letter further.": wanted,
            "The last target is 59, and the symbols are 0 to 58. EOS is 58.": ending(N_LETTERS),
            "The last target is -1: the loss wants EOS, 58.": ending(-1),
            "The last target must be EOS.": ending(int(wanted[0])),
        },
    )
    promised(student, draw, call_target, target_of, "the target")

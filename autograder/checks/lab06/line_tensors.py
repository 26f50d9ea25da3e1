"""Exercise 6.2: Input and target."""

import string

import torch

from autograder.check import check
from autograder.checks.lab06.common import ALPHABET, EOS, N_LETTERS, drawn_word, hot, line_numbers, promised
from autograder.checks.shared import amiss
from autograder.expect import expect


def call_part(names, kept, name, part):
    """Return the input or the target, whichever `part` says, unless it is a target that no loss can read."""
    answer = names["line_tensors"](name)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        amiss("Return two things: (input, target).")
    found = dict(zip(("input", "target"), answer, strict=True))[part]
    if part == "target" and isinstance(found, torch.Tensor):
        if found.dim() > 1 and found.shape[-1] == 59:
            amiss("The target is one-hot. The loss wants the numbers of the letters: [len], int64.")
        if found.dim() == 2:
            amiss("The target has two axes. It is one number a step: [len].")
        if found.is_floating_point():
            amiss("The targets are floats. Class numbers are whole numbers: int64.")
        if found.dtype != torch.int64:
            amiss(f"dtype {found.dtype}, expected torch.int64: the loss wants class numbers as int64.")
    return found


def right_part(name, part):
    numbers = line_numbers(name)
    return hot(numbers, N_LETTERS)[:, None] if part == "input" else torch.tensor([*numbers[1:], EOS])


def other_parts(name, part):
    """Return hint → what each known mistake gives; what has another shape may hold any numbers."""
    n, (first, *rest) = len(name), line_numbers(name)
    back = [*rest[-1:], first, *rest[:-2], EOS]
    long, short, flat, turned, narrow = (n + 1, 1, 59), (n - 1, 1, 59), (n, 59), (1, n, 59), (n, 1, 58)
    shapes = {
        "The input has one step too many. EOS is a target, and never an input.": long,
        "The input has one step too few: the last letter is read, too (then EOS is the target).": short,
        "The input has no axis for the batch: expected [len, 1, 59]. `unsqueeze(1)` adds it.": flat,
        "The input is batch-first. Time comes first here: [len, 1, 59].": turned,
        "The input has 58 columns. EOS is a symbol, too: 59.": narrow,
    }
    targets = {
        "One target too many: the first letter is never a target.": [first, *rest, EOS],
        "One target too few: after the last letter, the target is EOS.": rest,
        "The targets are the letters that are read. They must be one letter further.": [first, *rest],
        "The last target is 59, and the symbols are 0 to 58. EOS is 58.": [*rest, 59],
        "The last target is -1: the loss wants EOS, 58.": [*rest, -1],
        "The last target must be EOS.": [*rest, first],
        "The targets are not the next letters, and EOS at the end: at step t the target is letter t + 1.": back,
    }
    if part == "input":
        return {hint: torch.empty(shape, device="meta") for hint, shape in shapes.items()}
    device = {n: "cpu"}
    return {hint: torch.tensor(to, device=device.get(len(to), "meta")) for hint, to in targets.items()}


def cases_of(draw, part):
    """Return names by what they show."""
    length = draw.size(4, 12)
    small, other = (drawn_word(draw, length, string.ascii_lowercase) for _ in range(2))
    capital = other[:2].upper() + other[2:] + "DX"
    names = {
        "With small letters": small,
        "With another name of the same length": other,
        "With capital letters (upper and lower case are different letters)": capital,
        "With a name of one letter": draw.choice(string.ascii_letters),
        "With a letter that comes twice": small[:3] + small[0] + "nn" + small[0].upper(),
        "With spaces at the ends": f" {small} ",
        "With all of ALPHABET": ALPHABET,
        "With a long name": drawn_word(draw, 150),
    }
    return {note: {"name": name, "part": part} for note, name in names.items()}


def unknown_probe(names, words):
    """Return the number of the first of these names that is not refused, or -1."""
    for number, word in enumerate(words.split("~")):
        try:
            names["line_tensors"](word)
        except Exception:
            continue
        return {"accepted": number}
    return {"accepted": -1}


@check("06_name_generation.line_tensors", points=1)
def inputs(student, draw):
    """The input is one-hot for every name, and an unknown character anywhere is refused."""
    result = (
        "the input (one-hot, each letter's number is its place in ALPHABET; a linear layer wants float32)"
    )
    said = {"results": (result,), "mistakes": other_parts, "device": False}
    promised(student, call_part, cases_of(draw, "input"), right_part, **said)
    word = drawn_word(draw, 4)
    strange = [w for c in "7_łéß!\t\n" for w in (c, c + word, word[:2] + c + word[2:], word + c)]
    number = int(student.run(unknown_probe, words="~".join(strange)).number("accepted"))
    place = ("alone", "as the first letter", "in the middle", "as the last letter")[number % 4]
    hint = f"A letter that is not in ALPHABET must raise an error, also {place}. `find` gives -1 for it, and row -1 is EOS."
    expect(number < 0, hint)


@check("06_name_generation.line_tensors", points=1)
def targets(student, draw):
    """The targets are the next letters, then EOS, for every name."""
    said = {"results": ("the target",), "axes": ("step",), "mistakes": other_parts, "device": False}
    promised(student, call_part, cases_of(draw, "target"), right_part, **said)

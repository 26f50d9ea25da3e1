"""What several exercises of this lab use."""

from functools import cache

from autograder.check import travels
from autograder.checks.shared import amiss
from autograder.expect import expect
from course import data
from course.text import Vocabulary

NEWLINE = "$"


def cut_windows(indices, batch_size, seq_len):
    """Return the right inputs and targets as rows, and the number of windows."""
    per_row = (len(indices) - 1) // batch_size
    used = per_row * batch_size
    rows = indices[:used].view(batch_size, per_row)
    return rows, indices[1 : used + 1].view(batch_size, per_row), -(-per_row // seq_len)


@cache
def vocabulary():
    """Return the vocabulary of the lab's text."""
    return Vocabulary(data.script().replace("\n", NEWLINE))


@travels
def of_kind(kinds, answer, asked, more="."):
    """Return the answer; raise unless it is of one of these kinds, with what was asked and what came instead."""
    if answer is None:
        amiss("Nothing came back: is a `return` missing?")
    if not isinstance(answer, kinds) or isinstance(answer, bool):
        amiss(f"{asked} A {type(answer).__name__[:40]} came back{more}")
    return answer


def expect_numbers(found, right, known, general):
    """Fail unless all numbers are right; named is the first mistake (hint → numbers) that gives all of them."""
    fitting = [hint for hint, values in known.items() if values == found]
    expect(found == right, fitting[0] if fitting else general)

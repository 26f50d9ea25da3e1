"""What several exercises of this lab use."""

from functools import cache

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


def whole_number(reply, name):
    """Return the int that a probe sent, or fail naming the type that it says came instead."""
    try:
        kind = reply.text("kind")
    except Exception:
        kind = ""
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    expect(not kind, f"Return a whole number, an int. A {kind[:40]} came back.")
    return reply.number(name)

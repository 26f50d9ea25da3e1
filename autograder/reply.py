"""What came back from a student's process: untrusted data, and the exceptions that end a check or a probe."""

from __future__ import annotations

import json
from typing import Any

import torch

from autograder import wire
from autograder.text import clean

# what of PyTorch code must leave as it is
SETTINGS = ("gradient mode", "default dtype", "default device")
MOST_AXES = 8  # of a tensor in a reply
REPLY_LIMIT = 16 * 2**20  # characters of one encoded reply
NUMBERS = 1_000_000  # of one tensor that came back: each is an object once it is a list
BRACKETS = 1_000_000  # of a reply or a message: each is an object, of a hundred bytes, once the JSON is read


class Failed(Exception):
    """A check found something wrong; the message is the hint the student reads."""


class Late(Failed):
    """The student's code ran out of time; it is not asked again for this exercise."""


class Stopped(Exception):
    """The student's process is gone or beyond its limits; no further probe can run."""


class Reply:
    """What a probe sent back: untrusted data, read through getters that say what is amiss; see `Student.left`."""

    def __init__(self, values: dict[str, Any], other: dict[str, str], left: frozenset[str]):
        self._values, self._other, self.left = values, other, left

    def _get(self, name: str, kinds: tuple[type, ...], wanted: str) -> Any:
        value = self._values.get(name)
        if isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds):
            return value
        got = self._other.get(name) or ("nothing" if value is None else type(value).__name__)
        hint = " Is a `return` missing?" if value is None and name not in self._other else ""
        raise Failed(f"Expected {wanted} but got {clean(got, 80)}.{hint}")

    def has(self, name: str) -> bool:
        """Tell whether something came under this name."""
        return name in self._values

    def _scalar(self, name: str) -> Any:
        """Return what came, out of its tensor if that has no axes."""
        value = self._values.get(name)
        return value.item() if isinstance(value, torch.Tensor) and value.dim() == 0 else value

    def tensor(self, name: str) -> torch.Tensor:
        """Return a tensor, or fail naming what came instead; more numbers than any task asks for are no answer."""
        value = self._get(name, (torch.Tensor,), "a tensor")
        if value.numel() > NUMBERS:
            raise Failed(f"A tensor of {value.numel():,} numbers came back, far more than the task asks for.")
        return value

    def number(self, name: str) -> float | int:
        """Return a number, also the one in a tensor without axes, or fail naming what came instead."""
        value = self._scalar(name)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value if is_number else self.plain_number(name)

    def plain_number(self, name: str) -> float | int:
        """As `number`, where the card asks for a Python number: a tensor is none."""
        return self._get(name, (int, float), "a number")

    def text(self, name: str) -> str:
        """Return a string, or fail naming what came instead."""
        return self._get(name, (str,), "a text")

    def flag(self, name: str) -> bool:
        """Return True or False, also the one in a tensor without axes, or fail naming what came instead."""
        value = self._scalar(name)
        if isinstance(value, bool):
            return value
        return self._get(name, (bool,), "True or False")


def read_reply(answer: str) -> Reply:
    """Parse what came back from the student's process; nothing in it is trusted."""
    if len(answer) > REPLY_LIMIT or answer.count("[") + answer.count("{") > BRACKETS:
        raise Failed("Your code returned far more data than this exercise asks for.")
    try:
        message = json.loads(answer)
        error = message.get("error")
        values, other = ({}, {}) if error else wire.decode(message["values"])
        if any(isinstance(v, torch.Tensor) and v.dim() > MOST_AXES for v in values.values()):
            raise ValueError("nesting that deep would exhaust the stack")
        left = frozenset(SETTINGS).intersection(map(str, message.get("left", ())))
        reply = Reply(dict(values), {str(k): str(v) for k, v in other.items()}, left)
    except Exception:  # any damage, from bad JSON to a bad tensor header, means the same to the student
        raise Failed("What your code returned could not be read as tensors, numbers or text.") from None
    if error:
        raise Failed(explain(str(error), str(message.get("message", ""))))
    return reply


def explain(error: str, message: str) -> str:
    """Say what an exception in the student's process means.

    Parameters
    ----------
    error : str
        The name of the exception's class.
    message : str
        What it says; it is a student's text.

    Returns
    -------
    str
        One sentence or two.
    """
    message = clean(message, 300)
    if error == "NotImplementedError" and (message.startswith("Exercise") or not message):
        return f"Still open: {message or 'the exercise raises NotImplementedError'}."
    if error == "NameError":
        return f"A name is missing ({message}). Did the cell that defines it run without an error?"
    if error == "Amiss":  # the probe's own word
        return message
    return (
        f"Your code raised {clean(error, 80)}: {message}"
        if message
        else f"Your code raised {clean(error, 80)}."
    )

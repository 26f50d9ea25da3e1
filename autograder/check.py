"""The protocol of a hidden check: `@check`, probes and `Student`; `autograder.expect` compares.

A *probe* is a self-contained function of the student's names and plain inputs. Its source travels
into the student's process, runs there, and returns a flat dict of tensors, numbers and strings.
A *check* runs in the grader: it draws random inputs, has the probe run, compares the reply with its
own reference and says what is wrong in words that teach, never with the expected values.
"""

from __future__ import annotations

import hashlib
import hmac
import inspect
import json
import random
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any, Protocol

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


@dataclass(frozen=True)
class Check:
    """One hidden check of one exercise, with its share of the exercise's points."""

    exercise: str
    name: str
    points: float
    seconds: float
    run: Callable[[Student, Draw], None]


_registry: dict[str, list[Check]] = {}
_helpers: set[Callable] = set()


def check(exercise: str, *, points: float, seconds: float = 10.0):
    """Register the decorated function as a hidden check.

    Parameters
    ----------
    exercise : str
        ``"<lab>.<exercise>"``, the name the graded cell gives to `judge`.
    points : float
        This check's share of the graded cell's points.
    seconds : float
        How long each of its probes may run.

    Returns
    -------
    callable
        The decorator; it returns the function as it is.

    Raises
    ------
    ValueError
        When the exercise already has a check of that name.
    """

    def register(function):
        checks = _registry.setdefault(exercise, [])
        if any(c.name == function.__name__ for c in checks):
            raise ValueError(f"{exercise} already has a check named {function.__name__}")
        checks.append(Check(exercise, function.__name__, points, seconds, function))
        return function

    return register


def registered(exercise: str) -> Sequence[Check]:
    """Return the checks of one exercise, in the order in which they were written."""
    return tuple(_registry.get(exercise, ()))


def exercises() -> Sequence[str]:
    """Return the names of all exercises that have checks."""
    return tuple(_registry)


class Draw:
    """The random sizes and tensors of one check, repeatable from its seed."""

    def __init__(self, seed: int):
        self.seed = seed
        self._random = random.Random(seed)
        self._generator = torch.Generator().manual_seed(seed)

    def size(self, low: int, high: int) -> int:
        """Return an integer, both ends included.

        Parameters
        ----------
        low, high : int
            The smallest and the largest size.

        Returns
        -------
        int
            A size.
        """
        return self._random.randint(low, high)

    def sizes(self, count: int, low: int, high: int) -> list[int]:
        """Return `count` *different* integers, so that no two axes can be mistaken for each other.

        Parameters
        ----------
        count : int
            How many.
        low, high : int
            The smallest and the largest size.

        Returns
        -------
        list of int
            `count` sizes.

        Raises
        ------
        ValueError
            When there are fewer sizes than `count` from `low` to `high`.
        """
        return self._random.sample(range(low, high + 1), count)

    def choice(self, options: Sequence[Any]) -> Any:
        """Return one of the options."""
        return self._random.choice(list(options))

    def permutation(self, count: int) -> torch.Tensor:
        """Return the numbers from 0 to count - 1 in a random order."""
        return torch.randperm(count, generator=self._generator)

    def shuffled(self, items: Sequence[Any]) -> list[Any]:
        """Return the items in a random order."""
        return [items[i] for i in self.permutation(len(items)).tolist()]

    def uniform(self, *shape: int) -> torch.Tensor:
        """Return a float32 tensor of numbers from 0 to 1."""
        return torch.rand(*shape, generator=self._generator)

    def normal(self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Return a tensor of normal numbers with standard deviation `scale`.

        Parameters
        ----------
        *shape : int
            The shape of the tensor.
        scale : float
            The standard deviation.
        dtype : torch.dtype
            Of the tensor.

        Returns
        -------
        Tensor
            Of that shape.
        """
        return scale * torch.randn(*shape, generator=self._generator, dtype=dtype)

    def integers(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Return an int64 tensor of integers from `low` to `high`, both included.

        Parameters
        ----------
        low, high : int
            The smallest and the largest integer.
        *shape : int
            The shape of the tensor.

        Returns
        -------
        Tensor
            int64, of that shape.
        """
        return torch.randint(low, high + 1, shape, generator=self._generator)


def seed_for(secret: str, student: str, sha256: str, exercise: str, name: str) -> int:
    """Derive a check's seed: a re-grade of the same bytes repeats its inputs, any other hand-in meets others.

    Parameters
    ----------
    secret : str
        The course's.
    student : str
        Who handed in.
    sha256 : str
        The hash of all that was handed in.
    exercise, name : str
        Which check it is.

    Returns
    -------
    int
        48 bits.
    """
    message = "\0".join((student, sha256, exercise, name)).encode()
    return int.from_bytes(hmac.new(secret.encode(), message, hashlib.sha256).digest()[:6], "big")


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


class Transport(Protocol):
    """How a probe reaches the student's process: the running notebook or a sandboxed kernel."""

    def __call__(self, source: str, name: str, text: str, seed: int, seconds: float) -> str: ...


class Student:
    """The only door between a check and a student's code.

    Attributes
    ----------
    left : set of str
        The settings of PyTorch that the code left changed in some probe.
    """

    def __init__(self, transport: Transport, seed: int, seconds: float):
        self._transport, self._seed, self._seconds = transport, seed, seconds
        self.left: set[str] = set()

    def run(self, probe: Callable[..., dict], call: Callable | None = None, **inputs: Any) -> Reply:
        """Run `probe(names, **inputs)` in the student's process; there the probe can name `call`, too.

        Parameters
        ----------
        probe : callable
            ``probe(names, **inputs)``; its source travels. It returns a flat dict of tensors, numbers and
            texts.
        call : callable, optional
            A second function whose source travels along.
        **inputs : Tensor, float, int, bool or str
            The probe's arguments, at most some megabytes in all.

        Returns
        -------
        Reply
            What came back.

        Raises
        ------
        Failed
            The student's code raised, took too long, or sent something that cannot be read.
        Stopped
            The student's process is gone.
        """
        source = f"{_source(call)}\ncall = {call.__name__}\n" if call else ""
        source += _source(probe)
        answer = self._transport(source, probe.__name__, wire.encode(inputs), self._seed, self._seconds)
        reply = read_reply(answer)
        self.left |= reply.left
        return reply


def travels(helper: Callable) -> Callable:
    """Let the source of the decorated function go along with every probe that names it."""
    _helpers.add(helper)
    return helper


@cache
def _source(probe: Callable[..., dict]) -> str:
    """Return the source of a probe, after that of the helpers that it names, and they name."""
    named = [probe.__globals__.get(name) for name in sorted(_named(probe.__code__))]
    parts = [_source(value) for value in named if isinstance(value, FunctionType) and value in _helpers]
    own = textwrap.dedent(inspect.getsource(probe)).removeprefix("@travels\n")
    return "\n".join([*parts, own])


def _named(code: CodeType) -> set[str]:
    """Return the global names, and attributes, in a function and in those inside it."""
    inner = [part for part in code.co_consts if isinstance(part, CodeType)]
    return set(code.co_names).union(*map(_named, inner))


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

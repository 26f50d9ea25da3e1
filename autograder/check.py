"""The protocol of a hidden check: `@check`, probes and `Student`; `autograder.expect` compares.

A *probe* is a self-contained function of the student's names and plain inputs. Its source travels
into the student's process, runs there, and returns a flat dict of tensors, numbers and strings.
A *check* runs in the grader: it draws random inputs, has the probe run, compares the reply with its
own reference and says what is wrong in words that teach, never with the expected values.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any, Protocol

from autograder import wire
from autograder.draw import Draw
from autograder.reply import Reply, read_reply


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

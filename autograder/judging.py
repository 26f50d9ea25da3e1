"""Run the checks of a graded cell, against the running notebook or a sandboxed kernel."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from autograder import wire
from autograder.check import Check, Student, Transport, registered
from autograder.draw import Draw, seed_for
from autograder.reply import Failed, Late, Stopped
from autograder.text import clean

TOO_LATE = "Not tried, since another check of this exercise ran out of time."


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check: what it was worth, what it earned, and the hint if it failed."""

    name: str
    points: float
    earned: float
    hint: str = ""

    def as_dict(self) -> dict:
        """Return the verdict as plain data, in the form the JSON reports use."""
        return asdict(self)


def checks_of(exercise: str) -> Sequence[Check]:
    """Return the checks of ``"<lab>.<exercise>"``, loading the exercise's module when needed.

    Raises
    ------
    LookupError
        No such exercise.
    """
    module = f"autograder.checks.lab{exercise[:2]}.{exercise.partition('.')[2]}"
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):
            raise
    found = registered(exercise)
    if not found:
        raise LookupError(f"no hidden checks named {exercise!r}")
    return found


def run_checks(
    exercise: str,
    transport: Transport,
    *,
    secret: str = "",
    student: str = "",
    sha256: str = "",
    points: float | None = None,
) -> list[Verdict]:
    """Run every check of an exercise; one that fails hides no other.

    Parameters
    ----------
    exercise : str
        ``"<lab>.<exercise>"``.
    transport : Transport
        How a probe reaches the student's names.
    secret, student, sha256 : str
        The course's secret, who handed in, and the hash of what: together they seed the random inputs.
    points : float, optional
        What the graded cell is worth; the checks' shares are scaled to it.

    Returns
    -------
    list of Verdict
        One a check, in their order.

    Raises
    ------
    LookupError
        When there is no such exercise.
    """
    checks = checks_of(exercise)
    total = sum(c.points for c in checks)
    scale = 1.0 if points is None else points / total
    verdicts, stopped, left = [], "", set()
    for c in checks:
        worth, hint = c.points * scale, stopped
        seed = seed_for(secret, student, sha256, c.exercise, c.name)
        if not stopped:
            try:
                # `Draw` cannot be replayed in the kernel
                inside = seed_for(secret, student, sha256, c.exercise, c.name + "/kernel")
                asked = Student(transport, inside, c.seconds)
                c.run(asked, Draw(seed))
                left |= asked.left
                if left and c is checks[-1] and not any(v.hint for v in verdicts):  # it costs one check
                    hint = f"Your code leaves PyTorch's {sorted(left)[0]} changed for all that follows: put it back."
            except Late as late:
                hint, stopped = str(late), TOO_LATE
            except Failed as failed:
                hint = clean(str(failed), 600)
            except Stopped as gone:
                hint = stopped = str(gone)
            except Exception as error:  # a reply the check did not foresee must not stop the class
                hint = (
                    f"This check could not judge your answer ({type(error).__name__}); tell your instructor."
                )
        verdicts.append(Verdict(f"{exercise}.{c.name}", worth, 0.0 if hint else worth, hint))
    return verdicts


def in_process(namespace: dict) -> Transport:
    """Return a transport to names in this process, through the same encoding as a sandboxed kernel."""

    def transport(source: str, name: str, text: str, seed: int, seconds: float) -> str:
        return wire.serve(namespace, source, name, text, seed)

    return transport


class ChecksFailed(AssertionError):
    """At least one hidden check failed in the running notebook."""


def judge(exercise: str) -> None:
    """Run an exercise's hidden checks against the notebook that calls this: for authors of labs.

    Raises
    ------
    ChecksFailed
        With every hint, when a check failed.
    RuntimeError
        When a submission is being graded: there the grader asks from outside the sandbox.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise RuntimeError(
            "judge() was called inside a submission. Grade with this course's nbgrader_config.py, "
            "which runs the checks outside the student's process."
        )
    verdicts = run_checks(exercise, in_process(sys._getframe(1).f_globals))
    failed = [v for v in verdicts if v.hint]
    if failed:
        raise ChecksFailed("\n" + "\n".join(f"✗ {v.name}: {v.hint}" for v in failed))
    print(f"✓ {exercise}: {len(verdicts)} checks")

"""What the checks of all labs share: how an exercise is checked, what is said, and how far a lab is done."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

import torch

from course.checks.still_open import STILL_OPEN, speak, spoken

_HERE = Path(__file__).parent

speak()


class Missed(AssertionError):
    """A check found something: one sentence, in a notebook without the lines that led to it."""

    def _render_traceback_(self):  # IPython asks for it
        return spoken(str(self))


@dataclass
class Exercise:
    """An exercise of a lab, and whether its check has passed."""

    title: str
    points: float
    done: bool = False


_labs: dict[str, dict[str, Exercise]] = {}


def exercises(lab: str) -> dict[str, Exercise]:
    """Return the exercises of a lab, named by the module with its checks, by the names of their checks."""
    return _labs[lab]


def exercise(title: str, looks_at: str, points: float) -> Callable:
    """Make a function of a student's answers, with plain asserts, the check of an exercise.

    The check prints one line when all asserts hold. Else it raises `Missed`, with the sentence of the first
    that does not, or with what the student's code raised. It leaves random numbers and gradient mode as they were.

    Parameters
    ----------
    title : str
        The exercise's number and name.
    looks_at : str
        What the check looks at, for the line that is printed.
    points : float
        What the exercise is worth when the work is handed in.
    """

    def register(function):
        here = Exercise(title, points)
        lab = _labs.setdefault(function.__module__, {})
        lab[function.__name__] = here

        @wraps(function)
        def check(*answers):
            here.done = False
            try:
                _ask(function, answers)
            except Exception as error:
                raise Missed(_sentence(title, error)) from None
            here.done = True
            done = sum(each.done for each in lab.values())
            print(f"✓ {title}: {looks_at} · {done} of {len(lab)} exercises done")

        return check

    return register


def bonus(title: str, looks_at: str) -> Callable:
    """Make a function of a student's answers, with plain asserts, the check of a bonus.

    As `exercise`, but nothing is at stake: `progress` does not count it, and while it is open the check prints so.
    """

    def register(function):
        @wraps(function)
        def check(*answers):
            try:
                _ask(function, answers)
            except NotImplementedError:
                print(f"☆ Bonus · {title}: still open. It costs no points.")
            except Exception as error:
                raise Missed(_sentence(f"Bonus · {title}", error)) from None
            else:
                print(f"★ Bonus · {title}: {looks_at}")

        return check

    return register


def progress_of(lab: str, trained: float = 0, written: float = 0) -> Callable[[], None]:
    """Return a function that lists a lab's exercises, solved or open, with the points at stake.

    Parameters
    ----------
    lab : str
        The module with its checks.
    trained : float
        Points of the exercise after the last one with a check: what the grader asks the trained model.
    written : float
        Points of the written question.
    """

    def progress():
        listed = _labs[lab].values()
        print(f"{sum(each.done for each in listed)} of {len(listed)} exercises done in this session")
        for each in listed:
            mark, still = ("✓", "") if each.done else ("○", ", open")
            worth = f" · {_points(each.points)}" if each.points else ""
            print(f"{mark} {each.title}{worth}{still}")
        if trained:
            number = _next([*listed][-1].title)
            print(f"  {number} what your trained model can do, asked when you hand in · {_points(trained)}")
        if written:
            print(f"  your written answer, read by a person · {_points(written)}")
        stake = sum(each.points for each in listed if not each.done)
        if stake:
            print(f"{_points(stake)} at stake in open exercises")
        elif all(each.done for each in listed):
            print("All checks pass; still to do: the written question." if written else "All done.")

    return progress


def shape(tensor: torch.Tensor) -> list[int]:
    """Return a tensor's shape as a sentence shows it."""
    return list(tensor.shape)


def agree(first: torch.Tensor, second: torch.Tensor, atol: float = 1e-5) -> bool:
    """Tell whether two tensors have one shape and nearly the same numbers, whatever their dtype."""
    return first.shape == second.shape and torch.allclose(first.double(), second.double(), atol=atol)


def given(value: Callable[[], object]) -> object:
    """Return what a student's name stands for; the check cell wraps it, since it may not be there yet."""
    try:
        return value()
    except NameError as error:
        raise AssertionError(
            f"`{error.name}` has no value yet: give it one in the cell above, and run it."
        ) from None


def kind(value: object) -> str:
    """Return the name of a value's type."""
    return type(value).__name__


def _ask(function: Callable, answers: tuple) -> None:
    gpus = range(torch.cuda.device_count())
    with torch.random.fork_rng(gpus), torch.enable_grad():
        torch.manual_seed(0)
        function(*answers)


def _next(title: str) -> str:
    """Return the number of the exercise after this one."""
    lab, number = title.split()[0].split(".")
    return f"{lab}.{int(number) + 1}"


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"


def _sentence(title: str, error: Exception) -> str:
    """Return what a student is told: the check's own sentence, which exercise is open, or what their code raised."""
    said = str(error).strip()
    # a check may have caught it with the RuntimeErrors that it knows, and raised its own
    for raised in (error, error.__context__):
        if isinstance(raised, NotImplementedError) and (still := STILL_OPEN.match(str(raised))):
            return f"○ Exercise {still[1]} is still open: {still[2]}."
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, AssertionError) and Path(frames[-1].f_code.co_filename).parent == _HERE:
        return f"✗ {title}: {said}"
    what = type(error).__name__ + (f": {_short(said.splitlines()[0]).rstrip('.')}" if said else "")
    own = [line for line in traceback.extract_tb(error.__traceback__) if line.filename in _students(frames)]
    if own:
        line = f", in the line `{own[-1].line}`" if own[-1].line else ""
        return _ended(f"✗ {title}: Your code raised {what}{line}")
    return _ended(f"✗ {title}: The check stopped at what your code gives it: {what}")


def _ended(said: str) -> str:
    return said if said.endswith("…") else f"{said}."


def _short(line: str, most: int = 200) -> str:
    """Return a message, a long one up to the last whole word that fits."""
    return line if len(line) <= most else (line[:most].rpartition(" ")[0] or line[:most]) + " …"


def _students(frames: list) -> set[str]:
    """Return the files of the frames that are a student's: cells, or what was started as a program."""
    return {frame.f_code.co_filename for frame in frames if frame.f_globals.get("__name__") == "__main__"}

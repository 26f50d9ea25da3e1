"""What the checks of all labs share: how an exercise is checked, what is said, and how far a lab is done."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import FunctionType

import torch
from torch.nn.modules.module import register_module_forward_hook

from course.checks.still_open import STILL_OPEN, speak, spoken

_HERE = Path(__file__).parent
_STOPS = {  # what PyTorch says where a check cannot go on, and the likely mistake
    "modified by an inplace operation": "The backward pass needs what was overwritten: make new tensors, and in each call a new layer.",
    "does not require grad": "No gradient can flow back: is there a detach, .data, item() or no_grad?",
    "not have been used in the graph": "The gradient does not reach what was given: is a new tensor made of its numbers?",
    "backward through the graph a second time": "What an earlier call computed is used again: keep nothing from one call to the next.",
    "target": "The targets do not fit the loss: whole numbers (int64), in one row, as the card says.",
    "dtype": "float32 and float64, or floats and whole numbers, meet: keep the dtype of what is given, and torch's default.",
}

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
            _ask(function, answers, title)
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
                _ask(function, answers, f"Bonus · {title}", NotImplementedError)
            except NotImplementedError:
                print(f"☆ Bonus · {title}: still open. It costs no points.")
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


def _ask(function: Callable, answers: tuple, title: str, passed_on: type | tuple = ()) -> None:
    """Run a check; what it finds, or what the student's code raised, is `Missed`."""
    gpus, last = range(torch.cuda.device_count()), []
    models = tuple(answer for answer in answers if isinstance(answer, type))

    def note(model, _, output):
        if isinstance(model, models):
            last[:] = type(model).__name__, output

    watched = register_module_forward_hook(note)
    try:
        for answer in answers:
            assert callable(answer), (
                f"A function or a class is asked for; this is of the type {kind(answer)}. Does its name stand for something else now?"
            )
        with torch.random.fork_rng(gpus), torch.enable_grad():
            torch.manual_seed(0)
            function(*(_noted(answer, last) for answer in answers))
    except passed_on:
        raise
    except Exception as error:
        raise Missed(_sentence(title, error, last)) from None
    finally:
        watched.remove()


def _noted(answer: object, last: list) -> object:
    """Return a student's function with a note in `last` of its name and of what it returned last."""
    if not isinstance(answer, FunctionType) or answer.__name__ == "<lambda>":
        return answer

    @wraps(answer)
    def call(*arguments, **named):
        last.clear()
        value = answer(*arguments, **named)
        last[:] = answer.__name__, value
        return value

    return call


def _next(title: str) -> str:
    """Return the number of the exercise after this one."""
    lab, number = title.split()[0].split(".")
    return f"{lab}.{int(number) + 1}"


def _points(points: float) -> str:
    return "1 point" if points == 1 else f"{points:g} points"


def _sentence(title: str, error: Exception, last: list) -> str:
    """Return what a student is told: the check's own sentence, which exercise is open, or where it stopped.

    `last` holds the name of their function or model that was called last, and what it returned.
    """
    said = str(error).strip()
    # a check may have caught it with the RuntimeErrors that it knows, and raised its own
    for raised in (error, error.__context__):
        if isinstance(raised, NotImplementedError) and (still := STILL_OPEN.match(str(raised))):
            return f"○ Exercise {still[1]} is still open: {still[2]}."
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, AssertionError) and Path(frames[-1].f_code.co_filename).parent == _HERE:
        return f"✗ {title}: {said}"
    what = type(error).__name__ + (f": {_short(said.splitlines()[0]).rstrip('.')}" if said else "")
    students, hint = _students(frames), next((hint for part, hint in _STOPS.items() if part in said), "")
    lines = [line for line in traceback.extract_tb(error.__traceback__) if line.filename in students]
    if lines:
        line = f", in the line `{lines[-1].line}`" if lines[-1].line else ""
        files = [frame.f_code.co_filename for frame in frames]
        known = [file in students for file in files if file in students or Path(file).parent == _HERE]
        if known[-1]:
            return _ended(f"✗ {title}: Your code raised {what}{line}")
        if hint:
            return f"✗ {title}: {hint}"
        return _ended(
            f"✗ {title}: Your code calls what the check gave it in another way than the card says{line} ({what})"
        )
    if hint:
        return f"✗ {title}: {hint}"
    if isinstance(error, TypeError) and "argument" in said and not last:
        return _ended(
            f"✗ {title}: The check calls it as the card does, so keep its first line, with `def`, as it was: {what}"
        )
    if last and not callable(last[1]):
        gave = f"`{last[0]}` returned {_described(last[1])}, and the check stopped there"
        return _ended(f"✗ {title}: {gave}. Compare it with *Shapes* in the card ({what})")
    return _ended(
        f"✗ {title}: The check stopped at what your code gives it. Compare it with the card ({what})"
    )


def _described(value: object) -> str:
    """Return in a few words what a value is."""
    if isinstance(value, torch.Tensor):
        return f"a tensor {shape(value)} of {str(value.dtype).removeprefix('torch.')}"
    if isinstance(value, (tuple, list)) and 0 < len(value) < 5:
        return f"a {kind(value)} of {len(value)} ({', '.join(map(kind, value))})"
    if isinstance(value, (tuple, list, dict, set)):
        return f"a {kind(value)} of {len(value)}"
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return _short(repr(value), 40)
    return f"a {kind(value)}"


def _ended(said: str) -> str:
    return said if said.endswith("…") else f"{said}."


def _short(line: str, most: int = 200) -> str:
    """Return a message, a long one up to the last whole word that fits."""
    return line if len(line) <= most else (line[:most].rpartition(" ")[0] or line[:most]) + " …"


def _students(frames: list) -> set[str]:
    """Return the files of the frames that are a student's: cells, or what was started as a program."""
    return {frame.f_code.co_filename for frame in frames if frame.f_globals.get("__name__") == "__main__"}

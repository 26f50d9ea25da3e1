"""What the visible checks say of an answer; ``python -m tests.visible`` counts what they catch of the bank.

For one lab it counts by exercise, ``python -m tests.visible 01``, and with an exercise's name it says what each of its
answers is told, ``python -m tests.visible 01 step``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import sys
from collections.abc import Iterator
from functools import cache

import torch

from tests.bank import (
    Answer,
    answers,
    grade_id,
    is_solution,
    labs,
    namespace,
    quiet,
    small_budgets,
    source_cells,
)


@cache
def given(lab: str) -> dict:
    """Return the names of a lab with the instructor's answers: made once, for all answers."""
    return namespace(lab, {})


@cache
def cells_of(lab: str, exercise: str) -> tuple[str, tuple[str, ...]]:
    """Return the source of an exercise's check cell, and the names that its answer defines."""
    found = {grade_id(cell): cell for cell in source_cells(lab)}
    answer = ast.parse(found[exercise].source).body
    named = [n.name for n in answer if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assigned = [
        t.id for n in answer if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
    ]
    return found[f"{exercise}-check"].source, (*named, *assigned)


def exercises(lab: str) -> list[str]:
    """Return the exercises of a lab that have a visible check, in order."""
    ids = {grade_id(cell) for cell in source_cells(lab)}
    return [name for c in source_cells(lab) if is_solution(c) and f"{(name := grade_id(c))}-check" in ids]


def see(lab: str, exercise: str, source: str) -> None:
    """Run an answer and its check cell, as a notebook does; raise what the check cell raises."""
    check, asked = cells_of(lab, exercise)
    names = {name: value for name, value in given(lab).items() if name not in asked}
    with quiet(), small_budgets(), torch_as_it_was():
        with contextlib.suppress(Exception):
            exec(compile(source, f"<{lab}:{exercise}>", "exec"), names)
        exec(check, names)


@contextlib.contextmanager
def torch_as_it_was() -> Iterator[None]:
    """Undo what answers leave changed: the next one shares this process."""
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_default_device(None)
        torch.set_grad_enabled(True)


def told(answer: Answer) -> str:
    """Return what the check says of an answer of the bank; nothing when it passes.

    Raises
    ------
    Exception
        Whatever the check cell raises that is no sentence.
    """
    try:
        see(answer.lab, answer.cell, answer.source)
    except AssertionError as error:
        return str(error)
    return ""


def all_labs() -> None:
    """Print, for each lab and in all, how many wrong answers the visible checks catch."""
    totals = [0, 0]
    for lab in labs():
        caught = [bool(told(answer)) for answer in answers(lab) if not answer.right]
        print(f"{lab}: {sum(caught)} of {len(caught)} wrong answers", flush=True)
        totals = [totals[0] + sum(caught), totals[1] + len(caught)]
    print("all labs: {} of {} wrong answers".format(*totals))


def main(lab: str, exercise: str | None) -> None:
    """Print, for each exercise of a lab, how many wrong answers its visible check catches."""
    for name in exercises(lab):
        if exercise not in (None, name):
            continue
        said = {answer: told(answer) for answer in answers(lab) if answer.cell == name}
        wrong = [sentence for answer, sentence in said.items() if not answer.right]
        print(f"{lab}.{name}: {sum(map(bool, wrong))} of {len(wrong)} wrong answers")
        for answer, sentence in said.items():
            if exercise or (answer.right and sentence):
                print(f"    {answer.name}: {sentence or 'passes'}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Count what the visible checks catch of the bank.")
    parser.add_argument("lab", nargs="?", choices=[lab[:2] for lab in labs()])
    parser.add_argument("exercise", nargs="?", help="this exercise only, with what each answer is told")
    asked = parser.parse_args()
    if asked.lab is None:
        sys.exit(all_labs())
    (found,) = [lab for lab in labs() if lab.startswith(asked.lab)]
    sys.exit(main(found, asked.exercise))

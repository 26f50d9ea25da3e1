"""The bank of right and wrong answers to each graded cell; `tests.answer_files` says how they are written down.

``python -m tests.bank 01`` judges every answer of lab 01 over ten seeds, in this process, and prints what each loses and
which hint it gets; ``python -m tests.bank 01 step wrong_no_tanh --seed 7`` one answer with one seed.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import hashlib
import io
import os
import random
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import ModuleType
from unittest import mock

import nbformat
import torch

from autograder.judging import Verdict, checks_of, in_process, run_checks
from autograder.lab import graded_labs
from tests.answer_files import bare, read

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "tests" / "answers"
TRAINED = "trained"  # the exercise about the model that the notebook trained
SEEDS = range(10)


@dataclass(frozen=True)
class Answer:
    """One answer of the bank: which cell it fills, and which checks it must fail with which words.

    The line ``# training`` in its header makes it `trains`: the cells tagged `training` run with it.
    """

    lab: str
    cell: str
    name: str
    source: str
    fails: dict[str, str] = field(hash=False)
    trains: bool = False

    @property
    def right(self) -> bool:
        return self.name.startswith("right_")

    @property
    def id(self) -> str:
        return f"{self.lab}/{self.cell}/{self.name}"


def labs() -> list[str]:
    """Return the labs of which something is graded."""
    return graded_labs(ROOT)


def answers(lab: str) -> list[Answer]:
    """Return the bank's answers to all cells of a lab."""
    return [
        answer for path in sorted((BANK / f"lab{lab[:2]}").glob("*.txt")) for answer in answers_in(path, lab)
    ]


def answers_in(path: Path, lab: str) -> list[Answer]:
    """Return the answers of one file; a wrong one says what it fails, a right one fails nothing."""
    (cell,) = [c for c in source_cells(lab) if is_solution(c) and grade_id(c) == path.stem]
    found = []
    for entry in read(path.read_text(encoding="utf-8"), bare(cell.source)):
        fails = {}
        for line in entry.header:
            if line.startswith("# fails: "):
                name, phrase = line.removeprefix("# fails: ").split(": ", 1)
                fails[f"{lab}.{name}"] = phrase
        answer = Answer(lab, path.stem, entry.name, entry.source, fails, "# training" in entry.header)
        if answer.right == bool(fails):
            raise ValueError(
                f"{path}, {entry.name}: a wrong answer says what it fails, a right one fails nothing"
            )
        found.append(answer)
    return found


def digest(answer: Answer) -> int:
    """Return a number that depends on an answer's text and on that of its checks, and on nothing else."""
    check = ROOT / "autograder" / "checks" / f"lab{answer.lab[:2]}" / f"{answer.cell}.py"
    text = answer.source + check.read_text(encoding="utf-8")
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def two_seeds(answer: Answer) -> list[int]:
    """Return the seeds that `make test` tries; all ten are `make slow PART=bank`."""
    return random.Random(digest(answer)).sample(SEEDS, 2)


@cache
def source_cells(lab: str) -> tuple:
    notebook = nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4)
    return tuple(notebook.cells)


def solution_ids(lab: str) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in source_cells(lab) if is_solution(c)]


def is_training(cell) -> bool:
    return cell.cell_type == "code" and "training" in cell.metadata.get("tags", [])


def is_solution(cell) -> bool:
    meta = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and meta.get("solution", False)


def namespace(lab: str, replaced: dict[str, str], trains: bool = False) -> dict:
    """Run the set-up and solution cells, with the sources in `replaced` instead of the solutions.

    A cell that raises is left behind, as it is when a notebook is graded. Cells tagged `training`
    take seconds, so they run only for the answers that ask for it.
    """
    names, generator, done = set_up(lab)
    names = copied(names)
    torch.set_rng_state(generator)
    for cell in source_cells(lab)[done:]:
        if is_solution(cell) or is_set_up(cell) or (trains and is_training(cell) and not is_graded(cell)):
            run_cell(lab, cell, names, replaced.get(grade_id(cell)))
    return names


@cache
def set_up(lab: str) -> tuple[dict, torch.Tensor, int]:
    """Run the set-up cells before the first exercise, which read the data: made once, then copied.

    A function looks up names where it was defined, and a copy would still look in the original: the
    cells from the first that defines one are left to `namespace`.

    Returns
    -------
    names, generator, done
        The names, the state of PyTorch's generator, and how many of the lab's cells that were.
    """
    names: dict = {"__name__": "__main__"}
    torch.manual_seed(0)
    cells = list(takewhile(is_plain, source_cells(lab)))
    for cell in filter(is_set_up, cells):
        run_cell(lab, cell, names)
    return names, torch.get_rng_state(), len(cells)


def is_plain(cell) -> bool:
    """Tell whether a cell leaves nothing but data and modules, whatever the answer is."""
    return not (is_solution(cell) or is_training(cell) or (is_set_up(cell) and defines(cell.source)))


def defines(source: str) -> bool:
    """Tell whether a cell defines a function or a class."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    return any(isinstance(node, kinds) for node in ast.walk(ast.parse(source)))


def copied(names: dict) -> dict:
    """Return a deep copy of a namespace; modules are shared."""
    modules = {id(value): value for value in names.values() if isinstance(value, ModuleType)}
    return copy.deepcopy({n: v for n, v in names.items() if n != "__builtins__"}, modules)


def run_cell(lab: str, cell, names: dict, source: str | None = None) -> None:
    """Run a cell, or `source` in its place, whatever it raises."""
    with quiet(), small_budgets(), contextlib.suppress(Exception):
        exec(compile(cell.source if source is None else source, f"<{lab}:{cell.id}>", "exec"), names)


def grade_id(cell) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_set_up(cell) -> bool:
    return cell.cell_type == "code" and "setup" in (cell.id, *cell.metadata.get("tags", []))


def is_graded(cell) -> bool:
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def small_budgets():
    """Let loops that train take the budget they have while a notebook is graded."""
    return mock.patch.dict(
        os.environ, NBGRADER_EXECUTION="validate"
    )  # `judge` refuses to run under "autograde"


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Let students' code print and warn, as a kernel does, without a word of it in the tests."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def exercises_of(lab: str, trains: bool = True) -> list[str]:
    graded = [c for c in source_cells(lab) if "judge(" in c.source and (trains or not is_training(c))]
    names = [c.source.split('judge("')[1].split('"')[0] for c in graded]
    for name in names:
        checks_of(name)
    return names


def judge_all(
    lab: str, names: dict, seed: int, only: set[str] | None = None, trains: bool = False
) -> list[Verdict]:
    with quiet():
        return [
            verdict
            for exercise in exercises_of(lab, trains)
            if only is None or exercise in only
            for verdict in run_checks(exercise, in_process(names), secret=f"seed {seed}", student="bank")
        ]


def differences(answer: Answer, seeds: Sequence[int] = SEEDS, whole: bool = True) -> list[str]:
    """Return what differs from what the answer declares: an empty list is a pass.

    With `whole` the first seed judges the whole lab, so that a mistake that costs points elsewhere is
    seen; the others judge the exercises that should be touched.
    """
    names = namespace(answer.lab, {answer.cell: answer.source}, answer.trains)
    touched = {name.rsplit(".", 1)[0] for name in answer.fails} | {f"{answer.lab}.{answer.cell}"}
    touched |= {f"{answer.lab}.{TRAINED}"} if answer.trains else set()
    found = []
    for seed in seeds:
        again = f"python -m tests.bank {answer.lab[:2]} {answer.cell} {answer.name} --seed {seed}"
        only = None if whole and seed == seeds[0] else touched
        for v in judge_all(answer.lab, names, seed, only, answer.trains):
            phrase = answer.fails.get(v.name)
            if phrase is None and v.hint:
                found.append(f"{again}: {v.name} should pass, said {v.hint!r}")
            elif phrase is not None and not v.hint:
                found.append(f"{again}: {v.name} should fail and passed")
            elif phrase is not None and phrase.lower() not in v.hint.lower():
                found.append(f"{again}: {v.name} should say {phrase!r}, said {v.hint!r}")
    return found


def coverage(lab: str) -> tuple[Counter, Counter]:
    """Return how many wrong answers each check catches, and how many right ones each cell has."""
    caught, right = Counter(), Counter()
    for answer in answers(lab):
        caught.update(answer.fails.keys())
        right.update([answer.cell] if answer.right else [])
        right.update([TRAINED] if answer.right and answer.trains else [])
    return caught, right


def main(lab: str, cell: str | None, name: str | None, seeds: Sequence[int]) -> int:
    """Judge the answers of a lab, of one cell or one alone, and print what differs."""
    bad = 0
    for answer in answers(lab):
        if cell not in (None, answer.cell) or name not in (None, answer.name):
            continue
        found, said = differences(answer, seeds), []
        if name or cell:
            names = namespace(lab, {answer.cell: answer.source}, answer.trains)
            said = [
                f"{v.name}: {v.hint}" for v in judge_all(lab, names, seeds[0], trains=answer.trains) if v.hint
            ]
        bad += bool(found)
        print(
            "ok  " if not found else "BAD ",
            answer.id,
            *found[:4],
            *said,
            sep="\n     " if found or said else " ",
        )
    if cell is None:
        caught, right = coverage(lab)
        for exercise in exercises_of(lab):
            for c in checks_of(exercise):
                print(f"{caught[f'{exercise}.{c.name}']:3d} wrong answers for {exercise}.{c.name}")
        print("right answers:", dict(right))
    return 1 if bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Judge answers of the bank.")
    parser.add_argument("lab", choices=[lab[:2] for lab in labs()])
    parser.add_argument("cell", nargs="?", help="answers to this exercise only")
    parser.add_argument("answer", nargs="?", help="this answer only")
    parser.add_argument("--seed", type=int, action="append", help="instead of all ten")
    given = parser.parse_args()
    (lab,) = [lab for lab in labs() if lab.startswith(given.lab)]
    sys.exit(main(lab, given.cell, given.answer, given.seed or SEEDS))

"""The bank of right and wrong answers: small files, each the source of one solution cell.

``python -m tests.bank 01`` judges every answer of lab 01 over ten seeds, in this process.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from unittest import mock

import nbformat
import torch

from autograder.check import exercises
from autograder.judge import Verdict, checks_of, in_process, run_checks

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "tests" / "submissions"
TRAINED = "trained"  # the exercise about the model that the notebook trained


@dataclass(frozen=True)
class Answer:
    """One answer of the bank: which cell it fills, and which checks it must fail with which words.

    The line ``# training`` in its header makes it `trains`: the cells tagged `training` run with it.
    """

    path: Path
    lab: str
    cell: str
    source: str
    fails: dict[str, str] = field(hash=False)
    trains: bool = False

    @property
    def right(self) -> bool:
        return self.path.name.startswith("right_")

    @property
    def id(self) -> str:
        return f"{self.lab}/{self.cell}/{self.path.stem}"


def labs() -> list[str]:
    return sorted(p.name for p in (ROOT / "source").iterdir() if (p / f"{p.name}.ipynb").exists())


def read_answer(path: Path, lab: str) -> Answer:
    source = path.read_text(encoding="utf-8")
    fails = {}
    for line in source.splitlines():
        if line.startswith("# fails: "):
            name, phrase = line.removeprefix("# fails: ").split(": ", 1)
            fails[f"{lab}.{name}"] = phrase
    trains = "# training" in source.splitlines()
    answer = Answer(path, lab, path.parent.name, source, fails, trains)
    if answer.right == bool(fails) or not path.name.startswith(("right_", "wrong_")):
        raise ValueError(f"{path}: a wrong answer says what it fails, a right one fails nothing")
    return answer


def answers(lab: str) -> list[Answer]:
    folder = BANK / f"lab{lab[:2]}"
    return [read_answer(p, lab) for p in sorted(folder.glob("*/*.py"))]


@cache
def source_cells(lab: str) -> tuple:
    notebook = nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4)
    return tuple(notebook.cells)


def solution_ids(lab: str) -> list[str]:
    return [c.metadata.nbgrader.grade_id for c in source_cells(lab) if is_solution(c)]


def is_training(cell) -> bool:
    return "training" in cell.metadata.get("tags", [])


def is_solution(cell) -> bool:
    meta = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and meta.get("solution", False)


def namespace(lab: str, replaced: dict[str, str], trains: bool = False) -> dict:
    """Run the set-up and solution cells, with the sources in `replaced` instead of the solutions.

    A cell that raises is left behind, as it is when a notebook is graded. Cells tagged `training`
    take seconds, so they run only for the answers that ask for it.
    """
    names = {"__name__": "__main__"}
    torch.manual_seed(0)
    for cell in source_cells(lab):
        needed = is_solution(cell) or "setup" in (cell.id, *cell.metadata.get("tags", []))
        needed = needed or (trains and is_training(cell) and not is_graded(cell))
        if cell.cell_type != "code" or not needed:
            continue
        source = replaced.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        with quiet(), small_budgets(), contextlib.suppress(Exception):
            exec(compile(source, f"<{lab}:{cell.id}>", "exec"), names)
    return names


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


def differences(answer: Answer, seeds: int = 10) -> list[str]:
    """Return what differs from what the answer declares: an empty list is a pass.

    The first seed judges the whole lab, so that a mistake that costs points elsewhere is seen; the
    others judge the exercises that should be touched.
    """
    names = namespace(answer.lab, {answer.cell: answer.source}, answer.trains)
    touched = {name.rsplit(".", 1)[0] for name in answer.fails} | {f"{answer.lab}.{answer.cell}"}
    touched |= {f"{answer.lab}.{TRAINED}"} if answer.trains else set()
    found = []
    for seed in range(seeds):
        for v in judge_all(answer.lab, names, seed, None if seed == 0 else touched, answer.trains):
            phrase = answer.fails.get(v.name)
            if phrase is None and v.hint:
                found.append(f"seed {seed}: {v.name} should pass, said {v.hint!r}")
            elif phrase is not None and not v.hint:
                found.append(f"seed {seed}: {v.name} should fail and passed")
            elif phrase is not None and phrase.lower() not in v.hint.lower():
                found.append(f"seed {seed}: {v.name} should say {phrase!r}, said {v.hint!r}")
    return found


def coverage(lab: str) -> tuple[Counter, Counter]:
    """Return how many wrong answers each check catches, and how many right ones each cell has."""
    caught, right = Counter(), Counter()
    for answer in answers(lab):
        caught.update(answer.fails.keys())
        right.update([answer.cell] if answer.right else [])
        right.update([TRAINED] if answer.right and answer.trains else [])
    return caught, right


def main(number: str) -> int:
    lab = next(name for name in labs() if name.startswith(number))
    bad = 0
    for answer in answers(lab):
        found = differences(answer)
        bad += bool(found)
        print("ok  " if not found else "BAD ", answer.id, *found[:4], sep="\n     " if found else " ")
    caught, right = coverage(lab)
    exercises_of(lab)
    for exercise in exercises():
        if exercise.startswith(lab):
            for c in checks_of(exercise):
                print(f"{caught[f'{exercise}.{c.name}']:3d} wrong answers for {exercise}.{c.name}")
    print("right answers:", dict(right))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

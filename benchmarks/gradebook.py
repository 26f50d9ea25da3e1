"""A class of 5,000 in ten labs: seconds to find that nothing is to do, to save more, to report, to export, to list.

Run with ``python -m benchmarks.gradebook``. Files, verdicts and rows are made up, the gradebook is a real one.

Seconds of processor time, 5,000 students: nothing to do in a lab 5.9, report of a lab 5.4, of all ten 43, export 7.7, of which
the statements 5.7, and 1.3 since they read all labs at once. With the indexes of `autograder.gradebook.register`: saving 40
hand-ins again 0.2 (1.3 without), the Formgrader's list of a lab 6.4 (without, not done after 200 seconds by the clock).
Comparing 1,000 hand-ins that all differ takes 7 to 12.
"""

from __future__ import annotations

import json
import logging
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import typer
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.log import get_logger

from autograder.course_dir import load_config
from autograder.files import VERDICTS
from autograder.fingerprints import course_fingerprint
from autograder.finished import Finished
from autograder.gradebook import LabBook, register
from autograder.lab import Lab, load_lab
from autograder.similar import find_alike
from benchmarks.measure import console, progress, table
from tests.bank import answers, labs
from tests.made_rows import made
from tests.make_class import filled, make_course, solutions, text

VARIANTS = 20  # hand-ins of a lab that differ; students share their files, each has rows of its own
HINTS = (
    "Past inputs have no effect: is U missing?",
    "A name is missing.",
    "The new state differs everywhere.",
)


def main(students: int = 5000, keep: Path | None = None) -> None:
    """Make a class of so many, and print what each command takes."""
    get_logger().setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(keep or Path(folder, "course"), labs())
        names = [f"student-{number:05}" for number in range(students)]
        finished = make_class(course, names)
        lab = labs()[0]
        again = [replace(finished, student=name, row=finished.row | {"student": name}) for name in names[:40]]
        ways: dict[str, Callable[[], object]] = {
            f"autograder grade {lab}, nothing to do": lambda: run(course, "autograder", "grade", lab),
            "saving 40 again, 4 at a time": lambda: save(course, lab, again),
            f"autograder report {lab}": lambda: run(course, "autograder", "report", lab),
            "autograder report, all labs": lambda: run(course, "autograder", "report"),
            f"1,000 hand-ins of {lab} compared": lambda: find_alike(load_lab(course, lab), different(lab)),
            "autograder export --to canvas": lambda: run(course, "autograder", "export", "--to", "canvas"),
            "nbgrader export": lambda: run(course, "nbgrader", "export"),
            "the Formgrader's list of a lab": lambda: NbGraderAPI(config=load_config(course)).get_submissions(
                lab
            ),
        }
        rows = []
        for name, work in ways.items():
            began, before = time.monotonic(), os.times()
            work()
            after = os.times()
            spent = sum(after[:4]) - sum(before[:4])
            rows.append([name, f"{time.monotonic() - began:.1f}", f"{spent:.1f}"])
            console.print(*rows[-1])
        size = (course / "gradebook.db").stat().st_size / 1e6
    table(
        f"{students:,} students in {len(labs())} labs, {size:.0f} MB of gradebook",
        ["what", "s", "s of CPU"],
        rows,
    )


def run(course: Path, *words: str) -> None:
    """Run a command of this environment in a course."""
    command = [str(Path(sys.executable).with_name(words[0])), *words[1:]]
    subprocess.run(command, cwd=course, check=True, capture_output=True)


def save(course: Path, lab: str, again: list[Finished]) -> None:
    """Save graded submissions as they arrive while a class is graded."""
    with LabBook(load_config(course), lab, "course") as book:
        for at in range(0, len(again), 4):
            failed = book.save(again[at : at + 4])
            assert not failed, failed


def make_class(course: Path, names: list[str]) -> Finished:
    """Put files and rows of a graded class into a course; return a submission of the first lab."""
    config, first = load_config(course), None
    with progress() as bar:
        for name in bar.track(labs()):
            register(CourseDirectory(config=config), config, name)
            lab = load_lab(course, name)
            variants = [variant(lab, random.Random(number)) for number in range(VARIANTS)]
            first = first or variants[0][0]
            write_files(course, lab, names, variants)
            with closing(sqlite3.connect(course / "gradebook.db")) as db, db:
                write_rows(db, name, names, [finished for finished, _ in variants])
    return first


def variant(lab: Lab, dice: random.Random) -> tuple[Finished, bytes]:
    """Return a hand-in of answers of the bank, and the file of its notebook."""
    answer = solutions(lab.name)
    for given in answers(lab.name):
        if dice.random() < 0.3:
            answer[given.cell] = given.source
    notebook = filled(lab.name, answer)
    whole = made(lab, "", notebook, {})
    missed = {check["name"]: dice.choice(HINTS) for check in whole.row["checks"] if dice.random() < 0.3}
    status = dice.choices(["graded", "repaired", "stopped"], [15, 4, 1])[0]
    return made(lab, "", notebook, missed, status, dice.lognormvariate(2, 0.5)), text(notebook)


def different(lab: str, students: int = 1000) -> dict[str, dict[str, str]]:
    """Return answers of the bank, each changed in a way that no other is."""
    dice, bank = random.Random(1), answers(lab)
    class_ = {}
    for number in range(students):
        answer = solutions(lab) | {given.cell: given.source for given in dice.sample(bank, 4)}
        class_[f"student-{number}"] = {
            cell: f"{source}\n\ndef mine(x):\n    return [{', '.join(f'x[{dice.random():.3f}]' for _ in range(20))}]\n"
            for cell, source in answer.items()
        }
    return class_


def write_files(course: Path, lab: Lab, names: list[str], variants: list[tuple[Finished, bytes]]) -> None:
    """Write what each student handed in, and what was graded: one file for all who have the same."""
    with_course, aside = course_fingerprint(lab), course / "variants" / lab.name
    aside.mkdir(parents=True)
    for number, (finished, notebook) in enumerate(variants):
        (aside / f"{number}-submitted").write_bytes(notebook)
        (aside / f"{number}-autograded").write_bytes(finished.notebook)
        verdicts = json.loads(finished.verdicts(with_course))
        for name in names[number :: len(variants)]:
            for part in ("submitted", "autograded"):
                folder = course / part / name / lab.name
                folder.mkdir(parents=True)
                os.link(aside / f"{number}-{part}", folder / f"{lab.name}.ipynb")
            (folder / VERDICTS).write_text(json.dumps(verdicts | {"student": name}, indent=1))


def write_rows(db: sqlite3.Connection, lab: str, names: list[str], variants: list[Finished]) -> None:
    """Write the rows that `LabBook` leaves."""
    (assignment,) = db.execute("select id from assignment where name = ?", [lab]).fetchone()
    (notebook,) = db.execute("select id from notebook where assignment_id = ?", [assignment]).fetchone()
    cells = dict(db.execute("select name, id from base_cell where notebook_id = ?", [notebook]))
    db.executemany("insert or ignore into student (id) values (?)", [[name] for name in names])
    for at, name in enumerate(names):
        finished = variants[at % len(variants)]
        submission, own = uuid.uuid4().hex, uuid.uuid4().hex
        db.execute("insert into submitted_assignment (id, assignment_id, student_id) values (?, ?, ?)",
                   [submission, assignment, name])  # fmt: skip
        db.execute("insert into submitted_notebook (id, assignment_id, notebook_id, flagged) values (?, ?, ?, ?)",
                   [own, submission, notebook, finished.flagged])  # fmt: skip
        db.executemany(
            "insert into grade (id, notebook_id, cell_id, auto_score, needs_manual_grade) values (?, ?, ?, ?, ?)",
            [
                [uuid.uuid4().hex, own, cells[cell], score, score is None or cell in finished.look]
                for cell, score in finished.scores.items()
            ],
        )
        db.executemany(
            "insert into comment (id, notebook_id, cell_id, auto_comment) values (?, ?, ?, ?)",
            [[uuid.uuid4().hex, own, cells[cell], said] for cell, said in finished.comments.items()],
        )


if __name__ == "__main__":
    typer.run(main)

"""CPU of the client for each submission: saved straight, and through nbgrader's own converters.

Run with ``python -m benchmarks.saving``; both ways save the same graded submissions into gradebooks of their own.
"""

import logging
import pickle
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import typer
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event
from sqlalchemy.engine import Engine
from traitlets.log import get_logger

from autograder import converters
from autograder.converters import GradingExporter
from autograder.course_dir import load_config
from autograder.finished import Finished, grade_folder
from autograder.gradebook import LabBook, register
from autograder.lab import load_lab
from benchmarks.measure import console, table
from tests.make_class import filled, make_course, solutions, submit, text

LAB = "01_custom_rnn"
BATCH = 4  # submissions that arrive while others are saved


def main(students: int = 40) -> None:
    """Grade one submission, save it for so many students both ways, and print both."""
    get_logger().setLevel(logging.CRITICAL)
    names = [f"student-{number:03}" for number in range(students)]
    notebook = text(filled(LAB, solutions(LAB)))
    with tempfile.TemporaryDirectory() as folder:
        courses = [make_course(Path(folder, way), [LAB]) for way in ("straight", "nbgrader")]
        for course in courses:
            for name in names:
                submit(course, name, LAB, notebook)
            config = load_config(course)
            register(CourseDirectory(config=config), config, LAB)
        graded = grade_one(courses[0], names[0])
        class_ = [replace(graded, student=name) for name in names]
        rows = [
            ["saved straight", *measured(lambda: save_straight(courses[0], class_), students)],
            ["nbgrader's converters", *measured(lambda: save_through_nbgrader(courses[1], class_), students)],
        ]
        assert total(courses[0]) == total(courses[1]) == students * graded.row["score"]
    console.print(
        f"{students} submissions of {len(graded.notebook) / 1e3:.0f} kB each, {BATCH} in a transaction"
    )
    table("The client, for each submission", ["way", "ms of CPU", "statements"], rows)


def grade_one(course: Path, student: str) -> Finished:
    """Return a submission that is ready to be saved."""
    settings = GradingExporter(config=load_config(course)).settings
    folder = course / "submitted" / student / LAB
    return grade_folder(folder, load_lab(course, LAB), student, course_dir=course, **settings)


def save_straight(course: Path, class_: list[Finished]) -> None:
    """Take each as it comes from a worker, and save batches."""
    arriving = [pickle.dumps(finished) for finished in class_]
    with LabBook(load_config(course), LAB, "course") as book:
        for at in range(0, len(arriving), BATCH):
            failed = book.save([pickle.loads(data) for data in arriving[at : at + BATCH]])
            assert not failed, failed


def save_through_nbgrader(course: Path, class_: list[Finished]) -> None:
    """Have nbgrader convert and save what is graded already."""
    ready = {finished.student: finished for finished in class_}
    converters.grade_folder = lambda folder, lab, student, **_: ready[student]
    config = load_config(course)
    Autograde(coursedir=CourseDirectory(config=config, assignment_id=LAB), config=config).start()


def measured(save: Callable[[], None], students: int) -> tuple[str, str]:
    """Return milliseconds of CPU and SQL statements for each submission."""
    statements = []

    def count(*_: object) -> None:
        statements.append(1)

    event.listen(Engine, "before_cursor_execute", count)
    began = time.process_time()
    try:
        save()
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    spent = time.process_time() - began
    return f"{1000 * spent / students:.1f}", f"{len(statements) / students:.1f}"


def total(course: Path) -> float:
    """Return the sum of all automatic scores in a gradebook."""
    db = sqlite3.connect(course / "gradebook.db")
    try:
        return db.execute("select sum(auto_score) from grade").fetchone()[0]
    finally:
        db.close()


if __name__ == "__main__":
    typer.run(main)

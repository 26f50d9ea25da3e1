"""Grades as tables: for Canvas, for Moodle, for a spreadsheet, and in place of nbgrader's own export.

A grade of Canvas and Moodle is what nbgrader counts: the checks' points, or a person's where one has graded, less what
lateness costs. Who handed nothing in has none there, so that the system's own rule for missing work decides.

Canvas: "How do I import grades in the Gradebook?" of the Canvas Instructor Guide, and the reader itself
(``lib/gradebook_importer.rb`` of canvas-lms). Columns ``Student, ID, SIS User ID, SIS Login ID, Section``, then one an
assignment; a row ``Points Possible`` before the students. A student is found by ID, else by the SIS columns, else by name;
an assignment by its title.

Moodle: "Grade import" of docs.moodle.org, and the reader itself (``grade/import/csv/classes/load_data.php``). The columns are
mapped by hand as they are imported: one that identifies a student (username, email address or ID number), one a grade
item. ``-`` stands for no grade.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from sqlalchemy.orm import Session

from autograder.scores import Person, Score, Task, read_people, read_scores, read_tasks

PERSON = ("last_name", "first_name", "email")
SCORES = ("raw_score", "late_submission_penalty", "score", "max_score")
COLUMNS = ("assignment", "duedate", "timestamp", "student_id", *PERSON, *SCORES)
FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # a cell that begins so is run by spreadsheets
A_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)|-")  # or Moodle's sign for none
POINTS = "Points Possible"


def number(value: float) -> str:
    """Return a number of points as it is written: no more digits than it needs."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def disarm(value: object) -> object:
    """Return a cell that a spreadsheet takes for no formula: a text that begins like one gets an apostrophe."""
    if not isinstance(value, str) or not value.startswith(FORMULA) or A_NUMBER.fullmatch(value):
        return value
    return f"'{value}"


def write_table(path: Path | str, rows: Iterable[Sequence]) -> None:
    """Write rows as CSV in UTF-8, without formulas.

    Parameters
    ----------
    path : Path or str
        The file; it is replaced.
    rows : iterable of sequence
        The cells, row by row.
    """
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([disarm(cell) for cell in row] for row in rows)


def canvas(
    people: Sequence[Person], tasks: Sequence[Task], scores: dict[str, dict[str, Score]]
) -> Iterator[list]:
    """Yield the rows that Canvas imports; a student's id in nbgrader is taken for the login.

    Parameters
    ----------
    people : sequence of Person
        Who gets a row, in this order.
    tasks : sequence of Task
        Which labs get a column, in this order.
    scores : dict of str to dict of str to Score
        Lab → student's id → score, in points.

    Yields
    ------
    list
        The cells of a row, the heads first.
    """
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(task.name for task in tasks)]
    yield [f"    {POINTS}", "", "", "", "", *(number(task.max_score) for task in tasks)]
    for person in people:
        # a student of that name would be taken for the row above
        name = re.sub(POINTS, POINTS.replace(" ", "_"), person.name or person.id)
        yield [name, person.lms_user_id, "", person.id, "", *_grades(person, tasks, scores, "")]


def moodle(
    people: Sequence[Person], tasks: Sequence[Task], scores: dict[str, dict[str, Score]]
) -> Iterator[list]:
    """Yield the rows that Moodle imports; a student's id in nbgrader is taken for the username.

    Parameters
    ----------
    people : sequence of Person
        Who gets a row, in this order.
    tasks : sequence of Task
        Which labs get a column, in this order.
    scores : dict of str to dict of str to Score
        Lab → student's id → score, in points.

    Yields
    ------
    list
        The cells of a row, the heads first.
    """
    yield ["First name", "Last name", "Username", "Email address", *(task.name for task in tasks)]
    for person in people:
        grades = _grades(person, tasks, scores, "-")
        yield [person.first_name, person.last_name, person.id, person.email, *grades]


def plain(
    people: Sequence[Person], tasks: Sequence[Task], scores: dict[str, dict[str, Score]]
) -> Iterator[list]:
    """Yield a row a student, with a column a lab.

    Parameters
    ----------
    people : sequence of Person
        Who gets a row, in this order.
    tasks : sequence of Task
        Which labs get a column, in this order.
    scores : dict of str to dict of str to Score
        Lab → student's id → score, in points.

    Yields
    ------
    list
        The cells of a row, the heads first.
    """
    yield ["student_id", *PERSON, *(task.name for task in tasks)]
    for person in people:
        names = (person.last_name, person.first_name, person.email)
        yield [person.id, *names, *_grades(person, tasks, scores, "")]


FORMS = {"canvas": canvas, "moodle": moodle, "csv": plain}


def export_grades(db: Session, form: str, labs: Sequence[str], path: Path) -> tuple[int, int]:
    """Write the grades of labs, or of all, in one of the `FORMS`; return how many there are, and how many wait for a person.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        The gradebook's.
    form : str
        One of the `FORMS`.
    labs : sequence of str
        Their names; all, where it is empty.
    path : Path
        The file; it is replaced.

    Returns
    -------
    tuple of int
        How many grades there are, and how many of them wait for a person.

    Raises
    ------
    LookupError
        When the gradebook has no such lab, or none at all.
    """
    known = read_tasks(db)
    unknown = sorted(set(labs) - {task.name for task in known})
    if unknown or not known:
        raise LookupError(
            f"The gradebook has no {', '.join(unknown) or 'labs'}; run `autograder grade LAB` first."
        )
    tasks = [task for task in known if not labs or task.name in labs]
    scores = read_scores(db, tasks)
    write_table(path, FORMS[form](read_people(db), tasks, scores))
    given = [score for of_lab in scores.values() for score in of_lab.values()]
    return len(given), sum(bool(score.waiting) for score in given)


def _grades(
    person: Person, tasks: Sequence[Task], scores: dict[str, dict[str, Score]], none: str
) -> Iterator[str]:
    for task in tasks:
        score = scores[task.name].get(person.id)
        yield number(score.total) if score else none


class CsvExport(ExportPlugin):
    """Takes the place of nbgrader's export: the same columns, quoted as CSV asks for, and no formula among them."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a row for each assignment and student; who handed nothing in has zero."""
        path = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", path)
        labs, students = set(map(str, self.assignment)), set(map(str, self.student))
        tasks = [task for task in read_tasks(gradebook.db) if not labs or task.name in labs]
        people = [p for p in read_people(gradebook.db) if not students or p.id in students]
        scores = read_scores(gradebook.db, tasks)
        write_table(path, [COLUMNS, *(_row(t, p, scores[t.name].get(p.id)) for t in tasks for p in people)])


def _row(task: Task, person: Person, score: Score | None) -> list:
    score = score or Score(0.0, 0.0, None)
    return [
        task.name, task.duedate or "", score.timestamp or "", person.id, person.last_name, person.first_name, person.email,
        score.raw, score.penalty, score.total, task.max_score,
    ]  # fmt: skip

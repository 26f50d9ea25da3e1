"""What the gradebook has of a whole class: a few statements, however many students there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Person:
    """A student as the gradebook knows one; what it does not know is empty."""

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def name(self) -> str:
        """Return ``Last, First``, or nothing."""
        return ", ".join(filter(None, (self.last_name, self.first_name)))


@dataclass(frozen=True)
class Score:
    """What a hand-in counts: by the checks, by a person where one has graded, without and with its lateness.

    Attributes
    ----------
    waiting : tuple of str
        The grade ids of the cells that a person has to look at.
    """

    raw: float
    penalty: float
    timestamp: datetime | None
    waiting: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Return the points that count, as nbgrader counts them."""
        return max(0.0, self.raw - self.penalty)


@dataclass(frozen=True)
class Task:
    """A lab as the gradebook knows it."""

    id: str
    name: str
    duedate: datetime | None
    max_score: float


def read_people(db: Session) -> list[Person]:
    """Return all students, in nbgrader's order, and by id where names are alike."""
    columns = (Student.id, Student.last_name, Student.first_name, Student.email, Student.lms_user_id)
    rows = db.execute(
        select(*columns).order_by(Student.last_name.nulls_first(), Student.first_name.nulls_first())
    )
    return [Person(*(value or "" for value in row)) for row in rows]


def read_tasks(db: Session) -> list[Task]:
    """Return all labs, in nbgrader's order."""
    columns = (Assignment.id, Assignment.name, Assignment.duedate, Assignment.max_score)
    rows = db.execute(select(*columns).order_by(Assignment.duedate.nulls_first(), Assignment.name))
    return [Task(*row) for row in rows]


def read_scores(db: Session, tasks: Collection[Task]) -> dict[str, dict[str, Score]]:
    """Return the scores of labs, by the lab's name and the student's id; one who handed nothing in has none.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        The gradebook's.
    tasks : collection of Task
        The labs, with their points.

    Returns
    -------
    dict of str to dict of str to Score
        Lab → student → score.
    """
    names = {task.id: task.name for task in tasks}
    own = (
        select(SubmittedNotebook.id, SubmittedNotebook.assignment_id)
        .join(SubmittedAssignment)
        .where(SubmittedAssignment.assignment_id.in_(names))
        .subquery()
    )
    of_grade = Grade.notebook_id == own.c.id
    raw = select(own.c.assignment_id, func.sum(Grade.score)).join(Grade, of_grade)
    raw = dict(db.execute(raw.group_by(own.c.assignment_id)).all())
    waiting = defaultdict(list)
    asked = select(own.c.assignment_id, BaseCell.name).join(Grade, of_grade).join(BaseCell)
    for submission, cell in db.execute(asked.where(Grade.needs_manual_grade)):
        waiting[submission].append(cell)
    rows = db.execute(
        select(
            SubmittedAssignment.id,
            SubmittedAssignment.assignment_id,
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            func.coalesce(func.sum(SubmittedNotebook.late_submission_penalty), 0.0),
        )
        .join(SubmittedNotebook)
        .where(SubmittedAssignment.assignment_id.in_(names))
        .group_by(SubmittedAssignment.id)
    )
    found: dict[str, dict[str, Score]] = {name: {} for name in names.values()}
    for submission, task, student, timestamp, penalty in rows:
        cells = tuple(sorted(waiting[submission]))
        found[names[task]][student] = Score(raw.get(submission, 0.0), penalty, timestamp, cells)
    return found


@dataclass(frozen=True)
class CellPoints:
    """What a class earned in one graded cell; who waits for a person is not in the mean."""

    name: str
    worth: float
    mean: float
    full: int
    known: int
    waiting: int


def read_cells(db: Session, task: Task) -> dict[str, CellPoints]:
    """Return what a class earned in each graded cell of a lab, by grade id.

    Parameters
    ----------
    db : sqlalchemy.orm.Session
        The gradebook's.
    task : Task
        The lab, with its points.

    Returns
    -------
    dict of str to CellPoints
        Only cells of which there is a grade.
    """
    known = ~Grade.needs_manual_grade
    rows = db.execute(
        select(
            GradeCell.name,
            GradeCell.max_score,
            func.avg(case((known, Grade.score))),
            func.count(case((known & (Grade.score >= GradeCell.max_score), 1))),
            func.count(case((known, 1))),
            func.count(case((~known, 1))),
        )
        .join(Notebook, GradeCell.notebook_id == Notebook.id)
        .join(Grade, Grade.cell_id == GradeCell.id)
        .where(Notebook.assignment_id == task.id)
        .group_by(GradeCell.id, BaseCell.name, GradeCell.max_score)
    )
    return {row[0]: CellPoints(row[0], row[1], row[2] or 0.0, *row[3:]) for row in rows}

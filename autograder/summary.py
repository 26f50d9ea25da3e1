"""What stands on top of a feedback page: each exercise by its name, its points, what to look at, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade

from autograder.cards import Card
from autograder.files import VERDICTS
from autograder.lab import NOTES_CELL
from autograder.shorten import RICH, shorten

_NO_ROW = {"status": "", "message": "", "checks": []}


@dataclass(frozen=True)
class Exercise:
    """One line of the summary.

    Attributes
    ----------
    id, answer : str
        The grade ids of the graded cell and of the student's.
    earned : float or None
        None where nobody has read the answer yet.
    hints : list of (str, str)
        The names of the checks that failed for one reason, and the reason.
    comments : tuple of str
        The grade ids of the cells that somebody commented on.
    """

    id: str
    answer: str
    name: str
    points: float
    earned: float | None
    hints: list[tuple[str, str]]
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What a page says before it shows the notebook.

    Attributes
    ----------
    earned, points : float
        Of the whole lab, the penalty taken off.
    unread : float
        The points of answers that wait for a person.
    status : str
        As in the JSON report.
    version : str
        Of the course, when this was graded; empty where that is not known.
    notes : str
        In Markdown: what was repaired, skipped or stopped, or why nothing could be read.
    """

    exercises: list[Exercise]
    earned: float
    points: float
    unread: float
    penalty: float
    status: str
    notes: str
    version: str = ""

    def of(self, grade_id: str) -> Exercise | None:
        """Return the line that a graded cell or an answer belongs to."""
        return next((line for line in self.exercises if grade_id in (line.id, line.answer)), None)


def read_row(folder: Path) -> dict:
    """Return the row of a graded submission, an empty one where none was left."""
    try:
        return {**_NO_ROW, **json.loads((folder / VERDICTS).read_text(encoding="utf-8"))}
    except (OSError, ValueError, TypeError):
        return _NO_ROW


def of_verdicts(row: dict, cards: Mapping[str, Card]) -> Summary:
    """Return what can be said without the gradebook.

    Parameters
    ----------
    row : dict
        A row of the JSON, as the grader wrote it.
    cards : mapping of str to Card
        The lab's cards, by grade id.

    Returns
    -------
    Summary
        Points of the checks alone.
    """
    known = {card.exercise: (grade_id, card) for grade_id, card in cards.items()}
    groups: dict[str, list[dict]] = {}
    for check in row["checks"]:
        groups.setdefault(check["name"].rpartition(".")[0], []).append(check)
    exercises = []
    for exercise, checks in groups.items():
        grade_id, card = known.get(exercise, (exercise, Card(exercise, exercise, exercise)))
        points, earned = (sum(check[key] for check in checks) for key in ("points", "earned"))
        exercises.append(Exercise(grade_id, card.answer, card.name, points, earned, _hints(checks)))
    points, earned = (sum(getattr(e, key) for e in exercises) for key in ("points", "earned"))
    return Summary(
        exercises,
        earned,
        points,
        0.0,
        0.0,
        row["status"],
        shorten(row["message"], RICH),
        row.get("version", ""),
    )


def of_notebook(notebook: NotebookNode, resources: dict, row: dict, cards: Mapping[str, Card]) -> Summary:
    """Return the summary of a notebook into whose cells the gradebook's scores were written.

    Parameters
    ----------
    notebook : NotebookNode
        The graded one.
    resources : dict
        nbconvert's, with the penalty.
    row : dict
        A row of the JSON, as the grader wrote it.
    cards : mapping of str to Card
        The lab's cards, by grade id.

    Returns
    -------
    Summary
        With what a person gave.
    """
    found = {exercise.id: exercise for exercise in of_verdicts(row, cards).exercises}
    commented = [c.metadata.nbgrader.grade_id for c in notebook.cells if _meta(c).get("comment")]
    exercises = []
    for cell in filter(is_grade, notebook.cells):
        meta = cell.metadata.nbgrader
        grade_id, points = meta.grade_id, float(meta.points)
        card = cards.get(grade_id, Card(grade_id, "", grade_id))
        hints = found[grade_id].hints if grade_id in found and meta.score < points else []
        earned = None if meta.get("waits") else float(meta.score)
        comments = tuple(name for name in commented if name in (grade_id, card.answer))
        exercises.append(Exercise(grade_id, card.answer, card.name, points, earned, hints, comments))
    total = resources["nbgrader"]
    unread = sum(exercise.points for exercise in exercises if exercise.earned is None)
    score, points, penalty = (float(total[key]) for key in ("score", "max_score", "late_penalty"))
    return Summary(
        exercises,
        score,
        points,
        unread,
        penalty,
        row["status"],
        _notes(notebook, row),
        row.get("version", ""),
    )


class Grades(GetGrades):
    """nbgrader's preprocessor, which writes scores and comments into the cells; here it makes the summary as well."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Put the summary into the resources, and take the note that it holds out of the notebook."""
        nb, resources = super().preprocess(nb, resources)
        row = read_row(Path(resources["metadata"]["path"]))
        resources["summary"] = of_notebook(nb, resources, row, resources["nbgrader"]["cards"])
        nb.cells = nb.cells[_has_notes(nb, row) :]
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: dict) -> None:
        grade_id = cell.metadata.nbgrader.grade_id
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        score = {"score": grade.score, "points": grade.max_score, "waits": grade.needs_manual_grade}
        cell.metadata.nbgrader.update(score)


def _meta(cell: NotebookNode) -> dict:
    return cell.metadata.get("nbgrader", {})


def _hints(checks: list[dict]) -> list[tuple[str, str]]:
    """Return each reason once, with the names of all checks that it concerns."""
    names: dict[str, list[str]] = {}
    for check in checks:
        if check["hint"]:
            names.setdefault(check["hint"], []).append(check["name"].rpartition(".")[2].replace("_", " "))
    return [(", ".join(concerned), hint) for hint, concerned in names.items()]


def _has_notes(notebook: NotebookNode, row: dict) -> bool:
    """Return whether the first cell holds the grader's notes, and not a student's."""
    return bool(row["message"] and notebook.cells and notebook.cells[0].get("id") == NOTES_CELL)


def _notes(notebook: NotebookNode, row: dict) -> str:
    """Return the notes one below the other, as they stand in the notebook; the row has them in one line."""
    listed = notebook.cells[0].source.partition("\n\n")[2] if _has_notes(notebook, row) else ""
    return listed if listed and row["status"] != "unreadable" else shorten(row["message"], RICH)

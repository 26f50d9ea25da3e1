"""``nbgrader export``: the grades as a table that a spreadsheet may open."""

from __future__ import annotations

import csv

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

PERSON = ("last_name", "first_name", "email")
SCORES = ("raw_score", "late_submission_penalty", "score", "max_score")
COLUMNS = ("assignment", "duedate", "timestamp", "student_id", *PERSON, *SCORES)
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by spreadsheets


class CsvExport(ExportPlugin):
    """Takes the place of nbgrader's export: the same columns, quoted as CSV asks for, and no formula among them."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a row for each assignment and student; who handed nothing in has zero."""
        path = self.to or "grades.csv"
        self.log.info("Exporting grades to %s", path)
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        with open(path, "w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            table.writeheader()
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                for student in gradebook.students:
                    if not students or student.id in students:
                        table.writerow(_row(gradebook, assignment, student))


def _row(gradebook, assignment, student) -> dict:
    """Return a row; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    texts = {"assignment": assignment.name, "student_id": student.id}
    texts |= {name: getattr(student, name) or "" for name in PERSON}
    texts = {name: f"'{text}" if text.startswith(FORMULA) else text for name, text in texts.items()}
    row = {"duedate": assignment.duedate or "", "timestamp": "", "max_score": assignment.max_score}
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return texts | row | dict.fromkeys(SCORES[:3], 0.0)
    return texts | row | {
        "timestamp": submission.timestamp or "",
        "raw_score": submission.score,
        "late_submission_penalty": submission.late_submission_penalty,
        "score": max(0.0, submission.score - submission.late_submission_penalty),
    }  # fmt: skip

"""The hand-ins of one lab while its class is graded: which of them wait, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from autograder.converters import submission_folder
from autograder.course_dir import find_students
from autograder.fingerprints import course_fingerprint, submission_fingerprint
from autograder.folder import read_folder
from autograder.gradebook import autograded_folder, read_verdicts
from autograder.lab import Lab
from autograder.names import name_problem

NOTHING_MORE = "nothing more"  # is tried with a student


@dataclass
class Found:
    """What one look at the hand-ins found.

    Attributes
    ----------
    waiting : dict of str to float or None
        By student, the seconds that grading took the last time, where it was graded before.
    rows : list of dict
        Those of submissions that have not changed since they were graded.
    refused : dict of str to str
        By folder name, what is wrong with that name.
    changed, outdated : int
        How many of those that wait were changed since they were graded, or were graded by what has changed since.
    """

    waiting: dict[str, float | None] = field(default_factory=dict)
    rows: list[dict] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    changed: int = 0
    outdated: int = 0


class HandIns:
    """The hand-ins of one lab, looked at once before the class is graded and again before its end.

    Parameters
    ----------
    students : iterable of str
        Only theirs; unless given, everybody's.
    """

    def __init__(self, coursedir: CourseDirectory, lab: Lab, students: Iterable[str] = ()):
        self.lab, self.course = lab, course_fingerprint(lab)
        self._coursedir, self._only = coursedir, set(students)
        self._known: dict[str, str] = {}  # by student, what was there when that was last settled

    def students(self) -> list[str]:
        """Return who handed something in, by folder name."""
        found = find_students(self._coursedir, self.lab.name)
        return [student for student in found if not self._only or student in self._only]

    def look(self, force: bool = False) -> Found:
        """Look for those that wait: not seen before, or changed since; with `force` also those that were graded."""
        found = Found()
        for student in self.students():
            known = self._known.get(student)
            if known is None and (problem := name_problem(student)):
                found.refused[student] = problem
                self.settle(student)
            elif known != NOTHING_MORE:
                self._sort(student, known, force, found)
        return found

    def _sort(self, student: str, known: str | None, force: bool, found: Found) -> None:
        """Put one student where they belong."""
        saved = read_verdicts(autograded_folder(self._coursedir, student, self.lab.name))
        now = self._fingerprint(student) if saved or known else ""
        if known and known == now:
            return
        row, submission, course = saved or ({}, "", "")
        same = bool(saved) and submission == now
        if same and course == self.course and not force:
            found.rows.append(row)
            self.settle(student, now)
            return
        found.changed += bool(saved) and not same
        found.outdated += same and course != self.course
        found.waiting[student] = row.get("seconds")

    def settle(self, student: str, fingerprint: str = NOTHING_MORE) -> None:
        """Note what was graded of a student; nothing more is tried with one on whom the grader failed.

        Parameters
        ----------
        student : str
            The student's id: the folder's name.
        fingerprint : str
            Of what was graded.
        """
        self._known[student] = fingerprint

    def folder(self, student: str) -> Path:
        """Return where a student's hand-in lies."""
        return submission_folder(self._coursedir, student, self.lab.name)

    def _fingerprint(self, student: str) -> str:
        handed = read_folder(self.folder(student), f"{self.lab.name}.ipynb")
        return submission_fingerprint(handed.sha256, handed.timestamp)

"""A graded submission that is ready to be saved: bytes and numbers, nothing left to be parsed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.config import Config

from autograder.files import File
from autograder.fingerprints import submission_fingerprint
from autograder.folder import Handed, read_folder
from autograder.lab import Lab
from autograder.reference import limits_for
from autograder.sandbox.warm import refused
from autograder.secret import course_secret
from autograder.submission import Submitted, submitted

if TYPE_CHECKING:
    from autograder.grading import Graded


@dataclass(frozen=True)
class Finished:
    """What is saved of one submission.

    Attributes
    ----------
    row : dict
        The row of the JSON report.
    notebook : bytes
        What becomes of the notebook in ``autograded/``.
    scores : dict of str to float or None
        By the grade id of each graded cell; None where a person has to look.
    comments : dict of str to str or None
        By the grade id of each answer: what nbgrader says of one that was left as it was; of what could not be read,
        the reason.
    look : frozenset of str
        The grade ids of cells that have points, and that a person should look at all the same.
    files : tuple of File
        What was handed in beside the notebook.
    fingerprint : str
        Tells whether the same is handed in again.
    cold : str
        Why its kernel was not forked from a warm process, where this host refuses that.
    """

    student: str
    lab: str
    row: dict
    notebook: bytes
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    files: tuple[File, ...]
    timestamp: str
    fingerprint: str
    look: frozenset[str] = frozenset()
    cold: str = ""

    @property
    def flagged(self) -> bool:
        """Say whether it is marked in the Formgrader's lists: it was not graded as it was handed in."""
        return self.row["status"] != "graded"

    def verdicts(self, course: str) -> bytes:
        """Return what ``verdicts.json`` holds: the row, and both fingerprints."""
        row = {**self.row, "submission": self.fingerprint, "course": course}
        return (json.dumps(row, indent=1, ensure_ascii=False) + "\n").encode()


def grade_folder(folder: Path, lab: Lab, student: str, *, course_dir: Path, **settings: Any) -> Finished:
    """Read what a student handed in, and grade it: see `grade_handed`.

    Parameters
    ----------
    folder : Path
        What was handed in.
    lab : Lab
        The lab, its source and its release.
    student : str
        The student's id: the folder's name.
    course_dir : Path
        The course directory.
    **settings
        Go to `grade_handed`, but for the secret, which is the course's.

    Returns
    -------
    Finished
        Ready to be saved.
    """
    handed = read_folder(folder, f"{lab.name}.ipynb")
    secret = course_secret(course_dir)
    return grade_handed(handed, lab, student, course_dir=course_dir, secret=secret, **settings)


def grade_handed(
    handed: Handed,
    lab: Lab,
    student: str,
    *,
    course_dir: Path,
    secret: str,
    limits: dict,
    device: str,
    shown: dict,
) -> Finished:
    """Grade what was read of a student's folder, and make it ready to be saved.

    Parameters
    ----------
    handed : Handed
        What was read.
    lab : Lab
        The lab, its source and its release.
    student : str
        The student's id: the folder's name.
    course_dir : Path
        Where it is kept what the lab's own solution took on this host.
    secret : str
        What the checks' inputs are drawn from, with the student and the bytes.
    limits : dict
        By the names of `autograder.sandbox.limits.Limits`.
    device : str
        ``cpu`` or ``cuda``.
    shown : dict
        nbgrader's settings of ``LimitOutput``: how much of long outputs is kept.

    Returns
    -------
    Finished
        Ready to be saved.

    Raises
    ------
    autograder.sandbox.bubblewrap.NoSandbox
        When this host has no sandbox. Nothing in the submission raises.
    """
    from autograder.grading import grade  # PyTorch, which whoever saves does without

    found = submitted(handed, lab, student)
    within = limits_for(course_dir, lab, limits, device)
    graded = grade(found, lab, secret=secret, limits=within, device=device)
    return finish(found, graded, shown)


def finish(found: Submitted, graded: Graded, shown: dict) -> Finished:
    """Make a graded submission ready to be saved; scores and comments are those nbgrader reads in the notebook.

    Parameters
    ----------
    found : Submitted
        What was handed in, repaired.
    graded : Graded
        What became of its cells, and the verdicts.
    shown : dict
        nbgrader's settings of ``LimitOutput``: how much of long outputs is kept.

    Returns
    -------
    Finished
        With the notebook as bytes.
    """
    notebook, _ = LimitOutput(config=Config({"LimitOutput": shown}))(
        nbformat.reads(graded.notebook.decode(), as_version=4), {}
    )
    scores, comments, lost = {}, {}, []
    for cell in notebook.cells:
        if is_grade(cell):
            name = cell.metadata.nbgrader.grade_id
            scores[name], worth = determine_grade(cell)
            lost += [name] if not is_solution(cell) and scores[name] < worth else []
        if is_solution(cell) or is_task(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comments[cell.metadata.nbgrader.grade_id] = "No response." if untouched else None
    if graded.status == "unreadable":  # the copy of the lab that stands for it has no answers
        comments = dict.fromkeys(comments) | dict.fromkeys(list(comments)[:1], graded.message)
    text = nbformat.writes(notebook)
    return Finished(
        student=graded.student,
        lab=graded.lab,
        row=graded.row(),
        notebook=(text if text.endswith("\n") else f"{text}\n").encode(),
        scores=scores,
        comments=comments,
        files=found.files,
        timestamp=found.timestamp,
        fingerprint=submission_fingerprint(found.sha256, found.timestamp),
        look=_to_look_at(graded, scores, lost),
        cold=refused(),
    )


def _to_look_at(graded: Graded, scores: dict[str, float | None], lost: list[str]) -> frozenset[str]:
    """Return the one cell that makes the Formgrader ask for a person where something could not be graded to its end."""
    if graded.status in ("unreadable", "stopped"):
        return frozenset((lost or list(scores))[:1])
    return frozenset(lost[:1] if graded.in_doubt else ())

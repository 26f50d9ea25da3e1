"""A graded class that no kernel ran: real cells, rows and files, with verdicts that a test chooses."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.course_dir import load_config
from autograder.fingerprints import course_fingerprint
from autograder.finished import Finished, finish
from autograder.gradebook import LabBook, register
from autograder.grading import Graded, unreadable
from autograder.judging import Verdict, checks_of
from autograder.lab import Lab, exercise_of
from autograder.repair import repair
from autograder.text import any_in_doubt
from autograder.verdicts import fence_raw, write_notes, write_verdicts
from tests.make_class import handed_in


def judged(
    data: bytes,
    lab: Lab,
    student: str,
    hints: dict[str, str],
    notes: tuple[str, ...] = (),
    outputs: tuple[NotebookNode, ...] = (),
) -> Finished:
    """Return a submission whose checks all pass but those that these hints are given for, by the checks' names.

    The outputs are those of its last cell.
    """
    submitted = handed_in(data, lab, student=student)
    notebook, verdicts = repair(data, lab).notebook, []
    for cell in notebook.cells:
        if exercise := exercise_of(cell):
            found = []
            for check in checks_of(exercise):
                name = f"{exercise}.{check.name}"
                hint = hints.get(name, "")
                found.append(Verdict(name, check.points, 0.0 if hint else check.points, hint))
            write_verdicts(cell, found)
            verdicts += found
    if outputs:
        notebook.cells[-1].outputs = list(outputs)
    fence_raw(notebook)
    write_notes(notebook, notes)
    status = "repaired" if notes else "graded"
    text = nbformat.writes(notebook).encode()
    doubt = any_in_doubt(notes)
    graded = Graded(student, lab.name, status, " ".join(notes), text, verdicts, in_doubt=doubt)
    return finish(submitted, graded, {})


def unread(lab: Lab, student: str, sentence: str) -> Finished:
    """Return a submission of which nothing could be read."""
    submitted = handed_in(b"", lab, student=student)
    return finish(submitted, unreadable(submitted, sentence, lab), {})


def save(course: Path, lab: Lab, class_: list[Finished]) -> None:
    """Save a class as ``autograder grade`` does."""
    config = load_config(course)
    register(CourseDirectory(config=config), config, lab.name)
    with LabBook(config, lab.name, course_fingerprint(lab)) as book:
        assert book.save(class_) == {}


def write_pages(course: Path, lab: Lab) -> dict[str, Path]:
    """Write feedback as nbgrader does; return the pages by student."""
    config = load_config(course)
    coursedir = CourseDirectory(config=config, assignment_id=lab.name)
    GenerateFeedback(coursedir=coursedir, config=config).start()
    return {path.parts[-3]: path for path in course.glob(f"feedback/*/{lab.name}/*.html")}

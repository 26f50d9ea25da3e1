"""Graded submissions without a kernel: made-up verdicts on real notebooks, saved as a worker's are."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from autograder.course_dir import load_config
from autograder.finished import Finished, finish
from autograder.gradebook import LabBook, register
from autograder.grading import Graded, _graded_cells, unreadable
from autograder.judging import Verdict, checks_of
from autograder.lab import Lab, load_lab, version_of
from autograder.repair import repair
from autograder.verdicts import write_notes, write_verdicts
from tests.make_class import filled, handed_in, make_course, solutions, submit, text

MARKUP = "<img src=x onerror=owned=1>"
HINT = f"It differs: is the tanh missing? {MARKUP}"
WORDS = "Without the tanh a chain of steps is one matrix product, so nothing is gained over a single layer."
REASONS = {
    "stopped": f"`step`: a limit ended it {MARKUP}.",
    "repaired": f"The notebook was handed in as `{MARKUP}`.",
    "unreadable": "The file is a Python script, not a notebook; hand in the .ipynb file.",
}


def made(
    lab: Lab,
    student: str,
    notebook: NotebookNode,
    missed: dict[str, str],
    status: str = "graded",
    seconds: float = 9.0,
) -> Finished:
    """Return a submission that missed these checks, with these hints, and no other."""
    mended, verdicts = repair(text(notebook), lab).notebook, []
    for cell, exercise in _graded_cells(mended):
        checks, found = checks_of(exercise), []
        for check in checks:
            worth = check.points * float(cell.metadata.nbgrader.points) / sum(c.points for c in checks)
            hint = missed.get(f"{exercise}.{check.name}", "")
            found.append(Verdict(f"{exercise}.{check.name}", worth, 0.0 if hint else worth, hint))
        write_verdicts(cell, found)
        verdicts += found
    message = REASONS.get(status, "")
    write_notes(mended, (message,) if message else ())
    submitted, split = handed_in(notebook, lab, student=student), {"run": seconds}
    graded = Graded(
        student,
        lab.name,
        status,
        message,
        text(mended),
        verdicts,
        submitted.sha256,
        0.0,
        split,
        version_of(lab),
    )
    return finish(submitted, graded, {})


def made_unreadable(lab: Lab, student: str) -> Finished:
    """Return a submission of which nothing could be read."""
    submitted = handed_in(b"x = 1", lab, student=student)
    return finish(submitted, unreadable(submitted, REASONS["unreadable"], lab), {})


def made_course(folder: Path, name: str = "01_custom_rnn", settings: str = "") -> Path:
    """Make a course with a graded class of six, of all kinds, and one who handed in and is not graded yet.

    Of ada a person has graded the written answer. `settings` are further lines of its configuration.
    """
    course = make_course(folder, [name])
    with open(course / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(settings)
    config, lab = load_config(course), load_lab(course, name)
    register(CourseDirectory(config=config), config, name)
    right = {**solutions(name), "why-tanh": WORDS}
    long = right["carry_state"] + "\n".join(f"\nmine_{at} = [{at}, at, {at} ** at]" for at in range(9))
    missed = {"01_custom_rnn.step.values": HINT, "01_custom_rnn.step.gradients": HINT}
    with LabBook(config, name, "course") as book:
        failed = book.save(
            [
                made(lab, "ada", filled(name, right), {}, seconds=3.25),
                made(lab, "ben", filled(name, {**right, "carry_state": long}), missed),
                made(lab, MARKUP, filled(name, solutions(name)), missed, "stopped", seconds=70.0),
                made(lab, "=1+1", filled(name, {**right, "carry_state": long}), {}, "repaired"),
                made(lab, "-5", filled(name, right), {"01_custom_rnn.step.values": "Another hint."}),
                made_unreadable(lab, "eve"),
            ]
        )
        assert failed == {}
    submit(course, "late", name, b"{}")
    with Gradebook(CourseDirectory(config=config).db_url) as gradebook:
        gradebook.update_or_create_student(
            "ada", first_name="Ada", last_name=f"Lovelace {MARKUP}", email="ada@example.org", lms_user_id="77"
        )
        grade = gradebook.find_grade("why-tanh", name, name, "ada")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        gradebook.db.commit()
    return course

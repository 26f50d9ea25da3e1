"""What could not be graded as it was handed in is seen in nbgrader's Formgrader: in its lists, on its pages."""

import shutil
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder import converters
from autograder.course_dir import load_config
from autograder.gradebook import LabBook, register
from autograder.lab import load_lab
from tests.autograder.test_gradebook import tables
from tests.made_rows import HINT, MARKUP, REASONS, made, made_unreadable
from tests.make_class import filled, make_course, solutions, submit, text

LAB = "01_custom_rnn"


def test_the_lists_show_who_needs_a_person(made_class):
    """Unreadable and stopped are never green; these and the repaired have a flag."""
    api = NbGraderAPI(config=load_config(made_class))
    asks = {row["student"] for row in api.get_submissions(LAB) if row["needs_manual_grade"]}
    assert asks >= {"eve", MARKUP}
    with Gradebook(f"sqlite:///{made_class}/gradebook.db") as gradebook:
        submissions = {s.student.id: s for s in gradebook.notebook_submissions(LAB, LAB)}
        assert {name for name, s in submissions.items() if s.flagged} == {"eve", MARKUP, "=1+1"}
        asked = {
            name: {
                grade.name for grade in s.grades if grade.needs_manual_grade and grade.auto_score is not None
            }
            for name, s in submissions.items()
        }
        said = [comment.auto_comment for comment in submissions["eve"].comments if comment.auto_comment]
    assert {name: cells for name, cells in asked.items() if cells} == {
        "eve": {"step-graded"},
        MARKUP: {"step-graded"},
    }
    assert said == [REASONS["unreadable"]]


@pytest.mark.parametrize("student", ["eve", MARKUP, "=1+1", "ben"])
def test_the_page_begins_with_the_reason(made_class, student):
    """And ends no graded cell with the bare number that nbgrader reads."""
    config = load_config(Path(made_class))
    config.HTMLExporter.template_name = "formgrade"
    path = made_class / "autograded" / student / LAB / f"{LAB}.ipynb"
    page, _ = HTMLExporter(config=config).from_filename(str(path), resources={"index": 0, "total": 1})
    assert ("A note from the grader." in page) == (student != "ben")
    assert "Out[" not in page and "step-graded" in page
    assert page.count("<html") == 1 and '<html lang="en">' in page


@pytest.mark.long
def test_both_ways_ask_for_the_same_person(tmp_path, monkeypatch):
    """`nbgrader autograde` and `autograder grade` leave the same rows; a flag of a person's own stays."""
    course = make_course(tmp_path / "nbgraders", [LAB])
    config, lab, right = load_config(course), load_lab(course, LAB), filled(LAB, solutions(LAB))
    ready = {
        "fine": made(lab, "fine", right, {}),
        "repaired": made(lab, "repaired", right, {}, "repaired"),
        "stopped": made(lab, "stopped", right, {f"{LAB}.recurrence.states": HINT}, "stopped"),
        "stopped-late": made(lab, "stopped-late", right, {}, "stopped"),
        "unreadable": made_unreadable(lab, "unreadable"),
    }
    monkeypatch.setattr(converters, "grade_folder", lambda folder, lab, student, **_: ready[student])
    register(CourseDirectory(config=config), config, LAB)
    for student in ready:
        submit(course, student, LAB, text(right))
    courses = course, shutil.copytree(course, tmp_path / "straight")
    Autograde(coursedir=CourseDirectory(config=config, assignment_id=LAB), config=config).start()
    with LabBook(load_config(courses[1]), LAB, "course") as book:
        assert book.save(ready.values()) == {}
    assert tables(courses[0]) == tables(courses[1])
    with Gradebook(f"sqlite:///{courses[1]}/gradebook.db") as gradebook:
        asked = {
            s.student.id: [g.name for g in s.grades if g.needs_manual_grade]
            for s in gradebook.notebook_submissions(LAB, LAB)
        }
        gradebook.find_submission_notebook(LAB, LAB, "fine").flagged = True
        gradebook.db.commit()
    assert asked == {
        "fine": [], "repaired": [], "stopped": ["recurrence-graded"], "stopped-late": ["step-graded"], "unreadable": ["step-graded"],
    }  # fmt: skip
    with LabBook(load_config(courses[1]), LAB, "course") as book:
        assert book.save([ready["fine"]]) == {}
    with Gradebook(f"sqlite:///{courses[1]}/gradebook.db") as gradebook:
        assert gradebook.find_submission_notebook(LAB, LAB, "fine").flagged

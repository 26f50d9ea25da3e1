"""A lab changes after its class was graded: that is said, asked for, and the gradebook follows."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder import amended, classroom
from autograder.classroom import grade_class
from autograder.course_dir import CannotGrade
from autograder.editions import VERSION
from autograder.lab import load_lab
from autograder.printing import write_feedback
from autograder.release import generate
from tests.made_rows import made
from tests.make_class import filled, make_course, solutions, submit, text

LAB = "01_custom_rnn"

pytestmark = pytest.mark.long


HANDED_IN = filled(LAB, {**solutions(LAB), "why-tanh": "It bends."})


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course in which ada is graded without a kernel, all right; her written answer got 2 points of 3."""
    folder = make_course(tmp_path_factory.mktemp("graded"), [LAB])
    submit(folder, "ada", LAB, text(HANDED_IN))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(classroom, "run_jobs", without_a_kernel)
        (row,) = grade_class(folder, LAB)
    assert (row["version"], row["score"], row["max_score"]) == (VERSION, 17, 17)
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        grade = book.find_grade("why-tanh", LAB, LAB, "ada")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.db.commit()
    return folder


def without_a_kernel(work, jobs, **_):
    """Stand for the workers."""
    for (lab, student), (folder, *_) in jobs.items():
        yield {(lab, student): made(load_lab(Path(folder), lab), student, HANDED_IN, {})}


@pytest.fixture
def course(graded, tmp_path, monkeypatch):
    """A copy of that course, to be changed."""
    monkeypatch.setattr(classroom, "run_jobs", without_a_kernel)
    return shutil.copytree(graded, tmp_path / "course")


def change(folder, edit):
    """Edit the lab's source and write its release."""
    path = folder / "source" / LAB / f"{LAB}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    nbformat.write(notebook, path)
    generate(folder, folder / "release", [LAB])


def other_cells(notebook):
    """Another number of points, a graded exercise less, and a written question and a locked cell more."""
    cells = {cell.id: cell for cell in notebook.cells}
    cells["step-graded"].metadata.nbgrader.points = 4
    notebook.cells.remove(cells["num_parameters-graded"])
    for old, new in (("why-tanh", "why-again"), ("step-check", "step-check-again")):
        copy = nbformat.from_dict(cells[old])
        copy.id = copy.metadata.nbgrader.grade_id = new
        notebook.cells.insert(-1, copy)


def scores(path):
    """Return ada's score, the lab's, and that of her written answer, as a gradebook has them."""
    with Gradebook(f"sqlite:///{path}") as book:
        submission = book.find_submission(LAB, "ada")
        return (
            submission.score,
            submission.max_score,
            book.find_grade("why-tanh", LAB, LAB, "ada").manual_score,
        )


def test_other_points_and_cells_are_asked_for_and_the_gradebook_is_copied(course):
    """Without --force nothing changes; with it nothing is lost: the copy is what was, points by hand stay."""
    change(course, other_cells)
    before, said = scores(course / "gradebook.db"), []
    with pytest.raises(CannotGrade) as refused:
        list(grade_class(course, LAB))
    assert before == scores(course / "gradebook.db") == (19.0, 20.0, 2.0)
    for words in ("step-graded: 3 points, now 4", "new: why-again", "gone: num_parameters-graded", "--force"):
        assert words in str(refused.value)
    assert [p.name for p in course.glob("gradebook*.db")] == ["gradebook.db"]
    list(grade_class(course, LAB, force=True, said=said.append))
    (copy,) = (p for p in course.glob("gradebook-*.db"))
    assert str(copy) in said[0] and "step-graded: 3 points, now 4" in said[0]
    assert scores(copy) == before
    assert scores(course / "gradebook.db") == (18.0, 22.0, 2.0)
    said.clear()
    list(grade_class(course, LAB, said=said.append))
    assert said == [f"{LAB}: 1 have not changed since they were graded, and are skipped."]
    with closing(sqlite3.connect(course / "gradebook.db")) as book:  # what is gone leaves nothing behind
        for table in ("grade", "comment"):
            assert not book.execute(
                f"select * from {table} where cell_id not in (select id from base_cell)"
            ).fetchall()


def test_commentary_and_the_version_are_no_other_lab(course):
    """An instructor who is told more, or a new version with the same lab, has nobody graded again.

    What is told to instructors is in nothing that students get.
    """

    def explain(notebook):
        cell = nbformat.v4.new_markdown_cell("#### Commentary", id="story-commentary")
        cell.metadata.tags = ["commentary"]
        notebook.cells.insert(10, cell)

    change(course, explain)
    path = course / "release" / LAB / f"{LAB}.ipynb"
    released = path.read_text(encoding="utf-8")
    assert "Commentary" not in released and f'"version": "{VERSION}"' in released
    path.write_text(released.replace(f'"version": "{VERSION}"', '"version": "99.0"'), encoding="utf-8")
    said = []
    list(grade_class(course, LAB, said=said.append))
    assert said == [f"{LAB}: 1 have not changed since they were graded, and are skipped."]
    list(grade_class(course, LAB, force=True))
    (page,) = write_feedback(course, LAB)
    shown = page.read_text(encoding="utf-8")
    assert "Graded with version 99.0 of the course." in shown
    assert "Commentary" not in shown + (course / "autograded" / "ada" / LAB / f"{LAB}.ipynb").read_text(
        "utf-8"
    )


def test_a_lab_that_nobody_was_graded_in_is_brought_up_to_date(course):
    """It was registered before: nothing is asked for, and nothing copied."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        book.remove_submission(LAB, "ada")
    change(course, other_cells)
    list(grade_class(course, LAB))
    assert scores(course / "gradebook.db")[:2] == (16.0, 22.0)
    assert not [*course.glob("gradebook-*.db")]


def test_a_database_that_is_no_file_is_not_copied(course):
    """It is said instead; whoever runs a server has copies of it."""

    class Elsewhere:
        db_url = "postgresql://host/grades"

    assert amended.copy_aside(Elsewhere()) is None
    assert [Path(p).name for p in course.glob("gradebook*.db")] == ["gradebook.db"]
